// A link that was tapped opens without another tap; what only looks at the address, such as a chat's preview, runs no script.
"use strict";
document.getElementById("open").submit();

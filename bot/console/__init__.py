"""Support's console under `/console`: pages rendered here, moved by htmx, without a build step and without a script of others.

A page is an endpoint on a router with `prefix=PATH` that `app.install` includes; it takes `signing_in.SignedIn` from
`Depends(signing_in.current)` or `Depends(signing_in.require("lead"))`, and answers `pages.show(request, agent, "name.html")`.
Every request but GET is checked for the session's CSRF token on the way.
"""

PATH = "/console"

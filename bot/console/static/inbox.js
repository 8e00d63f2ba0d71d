// The inbox and a chat: told of changes by server-sent events, worked with the keyboard, opened parts stay open.
"use strict";

const live = document.querySelector("[data-live]");
const messages = document.getElementById("messages");
const OPEN = "details[open][id]";
let opened = new Set();

function listen(address) {
  let late = null;
  const source = new EventSource(address);
  const changed = () => {
    late = null;
    htmx.trigger(document.body, "changed");
  };
  // Many changes at once are one look.
  source.addEventListener("changed", () => { late ??= setTimeout(changed, 60); });
  source.addEventListener("looking", (event) => {
    const { looking, writing } = JSON.parse(event.data);
    const line = document.getElementById("looking");
    const said = [];
    if (looking.length) said.push(`${line.dataset.looking} ${looking.join(", ")}`);
    if (writing.length) said.push(`${line.dataset.writing} ${writing.join(", ")}`);
    line.textContent = said.join(" · ");
    line.hidden = said.length === 0;
  });
  window.addEventListener("pagehide", () => source.close());
}

function atEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

function press(id) {
  const button = document.getElementById(id);
  if (button) button.click();
  return Boolean(button);
}

function focusOn(id) {
  const field = document.getElementById(id);
  if (field) field.focus();
  return Boolean(field);
}

function move(step) {
  const rows = [...document.querySelectorAll("a.case")];
  if (rows.length === 0) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => focusOn("q"),
  r: () => focusOn("answer"),
  n: () => focusOn("note"),
  t: () => press("take-over"),
  // What ends something is only brought under the finger.
  b: () => focusOn("hand-back"),
  c: () => focusOn("close"),
  i: () => { window.location.assign(document.querySelector("a.brand").href); return true; },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "answer") {
    event.preventDefault();
    document.getElementById("send").click();
    return;
  }
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && typing) typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (act && act()) event.preventDefault();
});

// Nothing is taken from under the hands of somebody who is filling it in; what they send brings it up to date.
function isInHand(part, cause) {
  if (!cause || cause.type !== "changed" || !["state", "shop"].includes(part.id)) return false;
  const typing = part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  const opened = part.id === "shop" && part.querySelector(OPEN);
  const label = document.getElementById("tag");
  const begun = part.querySelector("select.touched") || (part.contains(label) && label.value);
  return Boolean(typing || opened || begun);
}

// Who sent something goes on where the next step is, when the part they pressed in is drawn anew.
const NEXT = { send: "answer", "note-form": "note", "take-over": "answer", "hand-back": "take-over", close: "take-over" };
let sentFrom = null;

function goOn() {
  if (!sentFrom || document.activeElement !== document.body) return;
  const { id, part } = sentFrom;
  const field = [NEXT[id], id, `${part}-title`].map((one) => document.getElementById(one)).find((one) => one);
  if (field) field.focus({ preventScroll: true });
}

for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => { sentFrom = null; }, true);

document.addEventListener("htmx:afterSettle", goOn);

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb === "post" && event.detail.elt.matches("form, button")) {
    const at = (event.detail.requestConfig.triggeringEvent?.submitter || document.activeElement).closest("[id]");
    sentFrom = at && { id: at.id, part: at.closest(".beside > section")?.id };
  }
  if (isInHand(event.detail.elt, event.detail.requestConfig.triggeringEvent)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "canned" && event.target.value) {
    const field = document.getElementById("answer");
    field.value = [field.value.trim(), event.target.value].filter(Boolean).join("\n");
    event.target.value = "";
    field.focus();
  }
  if (event.target.id === "file") {
    const line = document.getElementById("file-name");
    // A file needs no words.
    document.getElementById("answer").required = event.target.files.length === 0;
    line.textContent = event.target.files.length ? `📎 ${event.target.files[0].name}` : line.dataset.none;
  }
  if (event.target.matches("#state select")) event.target.classList.add("touched");
});

// Between pressing and letting go nothing moves away under the finger: a click would be lost.
let pressed = false;
let missed = false;
document.addEventListener("pointerdown", () => { pressed = true; });
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    pressed = false;
    if (missed) setTimeout(() => htmx.trigger(document.body, "changed"), 80);
    missed = false;
  });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const cause = event.detail.requestConfig.triggeringEvent;
  if (pressed && cause && cause.type === "changed") {
    event.detail.shouldSwap = false;
    missed = true;
    return;
  }
  const part = event.detail.target;
  // It may have been taken into the hand since it was asked for.
  if (isInHand(part, cause)) {
    event.detail.shouldSwap = false;
    return;
  }
  if (["latest", "state"].includes(part.id)) opened = new Set([...part.querySelectorAll(OPEN)].map((one) => one.id));
  if (part.id === "latest") {
    part.dataset.end = atEnd(messages) ? "yes" : "";
  }
  // What is read stays where it is: it is as far from the end as before.
  if (part.id === "way-back") part.dataset.left = messages.scrollHeight - messages.scrollTop;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  if (["latest", "state"].includes(part.id)) {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  }
  if (part.id === "latest") {
    if (part.dataset.end) messages.scrollTop = messages.scrollHeight;
  }
  if (part.id === "way-back") {
    messages.scrollTop = messages.scrollHeight - Number(part.dataset.left);
    (document.querySelector("#way-back button") || messages).focus({ preventScroll: true });
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches?.(".more form")) form.reset();
});

// What was done is said for a while, beside the parts that are asked for again at once.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const said = event.detail.target;
  if (said.id === "said") setTimeout(() => said.replaceChildren(), 12000);
});

if (live) listen(live.dataset.live);
if (messages) {
  // The last message stays in sight, also when a warning takes room below it.
  let last = true;
  messages.scrollTop = messages.scrollHeight;
  messages.addEventListener("scroll", () => { last = atEnd(messages); });
  new ResizeObserver(() => { if (last) messages.scrollTop = messages.scrollHeight; }).observe(messages);
}

// The phone of /simulator. It asks for the conversation a few times a second and draws what changed.
// Text from messages only ever becomes a text node: a script in a customer's name stays a name.
"use strict";

const POLL_MS = 500;
const HIDDEN_POLL_MS = 4000;
const SWIPE_PX = 60;

const find = (id) => document.getElementById(id);
const chat = find("chat"), state = find("state"), failure = find("failure");
const text = find("text"), shop = find("shop"), other = find("other");

let channel = "whatsapp";
let etag = "";
let conversation = { messages: [] };
let chosen = null;
let quoted = null;
let polling = null;
let asked = 0;

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function phone() {
  return (shop.value || other.value).trim();
}

// ---------------------------------------------------------------- asking

async function refresh() {
  clearTimeout(polling);
  const number = phone(), on = channel, round = ++asked;
  if (number) {
    try {
      const query = new URLSearchParams({ phone: number, channel: on });
      const answer = await fetch(`/simulator/messages?${query}`, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      // Another shop or channel was chosen, or a newer question asked, while this one was under way.
      if (round !== asked) return;
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        conversation = await answer.json();
        draw();
      } else if (answer.status !== 304) {
        show(answer.status === 422 ? "a number with its country code is needed" : "the server has trouble");
      }
      if (answer.ok || answer.status === 304) show(mode());
    } catch {
      if (round === asked) show("no connection");
    }
  } else {
    show("type a number above");
  }
  if (round === asked) polling = setTimeout(refresh, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
}

function show(line) {
  if (state.textContent !== line) state.textContent = line;
}

function mode() {
  if (conversation.opted_out) return "opted out: START brings it back";
  if (conversation.mode === "human") return "a person has this chat";
  return conversation.question ? "waits for your answer" : "online";
}

async function send(message) {
  failure.hidden = true;
  const body = JSON.stringify({ phone: phone(), channel, ...message });
  try {
    const answer = await fetch("/simulator/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    chosen = null;
    refresh();
    return true;
  } catch (error) {
    failure.textContent = `Not sent: ${error.message}`;
    failure.hidden = false;
    return false;
  }
}

// ---------------------------------------------------------------- the chat

function draw() {
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
  const messages = conversation.messages;
  const rows = [];
  let day = "";
  for (const message of messages) {
    const at = new Date(message.at);
    const itsDay = at.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
    if (itsDay !== day) rows.push(make("li", "day", (day = itsDay)));
    rows.push(drawMessage(message, at));
  }
  if (!messages.length) rows.push(make("li", "empty", "No messages yet. Say what you sold, in your own language and letters."));
  const last = messages.filter((message) => message.side === "retailer").at(-1);
  if (last && last.status === "waiting" && conversation.mode === "bot") rows.push(drawTyping());
  chat.replaceChildren(...rows);
  if (atEnd || (last && messages.at(-1) === last)) chat.scrollTop = chat.scrollHeight;
  drawTrace();
}

function drawTyping() {
  const dots = make("span", "dots", make("i"), make("i"), make("i"));
  dots.setAttribute("role", "img");
  dots.setAttribute("aria-label", "typing");
  return make("li", "row", make("div", "stack", make("div", "bubble", dots)));
}

function drawMessage(message, at) {
  const mine = message.side === "retailer";
  const bubble = make("button", "bubble");
  bubble.type = "button";
  bubble.append(...cited(message), ...emphasised(message.text), meta(message, at, mine), ...notes(message));
  bubble.addEventListener("click", () => choose(message));
  const stack = make("div", "stack", ...files(message), bubble, taps(message));
  const row = make("li", `row ${mine ? "mine" : "theirs"}`, stack, replyTo(message, mine));
  row.dataset.id = message.id;
  const about = mine ? message.id : message.in_reply_to;
  if (chosen && about === chosen) row.classList.add("chosen");
  swipe(row, message);
  return row;
}

function cited(message) {
  if (!message.replied_to) return [];
  const about = conversation.messages.find((one) => one.provider_id === message.replied_to);
  return about ? [make("span", "cited", about.text)] : [];
}

// WhatsApp shows *words* in bold.
function emphasised(words) {
  if (channel !== "whatsapp") return [words];
  return words.split(/(\*[^*\n]+\*)/).map((part) => (/^\*[^*\n]+\*$/.test(part) ? make("strong", "", part.slice(1, -1)) : part));
}

function meta(message, at, mine) {
  const time = make("time", "", at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = message.at;
  const line = make("span", "meta", time);
  if (mine && channel === "whatsapp") {
    const done = message.status === "done" || message.status === "held";
    const tick = make("span", done ? "tick read" : message.status === "failed" ? "tick bad" : "tick", done ? "✓✓" : message.status === "failed" ? "!" : "✓✓");
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", message.status === "waiting" ? "delivered" : message.status === "failed" ? "failed" : "read");
    line.append(tick);
  }
  return line;
}

function notes(message) {
  if (message.side === "retailer") return [];
  if (message.status === "held") return [make("span", "note", `held until ${new Date(message.not_before).toLocaleString()}`)];
  if (["failed", "undelivered", "dropped"].includes(message.status)) return [make("span", "note", `${message.status}: ${message.error || ""}`)];
  return [];
}

function files(message) {
  return (message.files || []).map((file) => {
    const link = make("a", "file", file.type === "image/png" ? picture(file) : `📄 ${file.name}`);
    Object.assign(link, { href: file.path, target: "_blank", rel: "noopener" });
    return link;
  });
}

function picture(file) {
  const image = make("img", "");
  Object.assign(image, { src: file.path, alt: file.name });
  return image;
}

function taps(message) {
  if (channel === "sms" || !message.buttons || !message.buttons.length) return null;
  const buttons = message.buttons.map((button) => {
    const tap = make("button", "", button.title);
    tap.type = "button";
    tap.addEventListener("click", () => {
      tap.disabled = true;
      send({ text: button.title, button: button.id, replied_to: message.provider_id });
    });
    return tap;
  });
  return make("div", "taps", ...buttons);
}

function replyTo(message, mine) {
  if (!message.provider_id) return null;
  const button = make("button", "reply-to", mine ? "↪" : "↩");
  button.type = "button";
  button.setAttribute("aria-label", `Reply to: ${message.text.slice(0, 60)}`);
  button.addEventListener("click", () => quote(message));
  return button;
}

function swipe(row, message) {
  let from = null;
  row.addEventListener("touchstart", (event) => { from = event.touches[0].clientX; }, { passive: true });
  row.addEventListener("touchmove", (event) => {
    const moved = Math.min(SWIPE_PX + 20, Math.max(0, event.touches[0].clientX - from));
    row.style.transform = moved > 8 ? `translateX(${moved}px)` : "";
  }, { passive: true });
  row.addEventListener("touchend", (event) => {
    row.style.transform = "";
    if (message.provider_id && event.changedTouches[0].clientX - from > SWIPE_PX) quote(message);
  });
}

function quote(message) {
  quoted = message;
  find("quote").hidden = !message;
  find("quote-text").textContent = message ? message.text : "";
  if (message) text.focus();
}

// ---------------------------------------------------------------- the trace

function choose(message) {
  chosen = message.side === "retailer" ? message.id : message.in_reply_to;
  draw();
}

function drawTrace() {
  const heard = conversation.messages.filter((message) => message.side === "retailer");
  const message = heard.find((one) => one.id === chosen) || heard.at(-1);
  const about = find("trace-about");
  if (!message) {
    about.textContent = "Send a message, or choose one to see how it was understood.";
    find("trace").replaceChildren();
    return;
  }
  about.textContent = message.text;
  const shown = find("trace");
  const open = shown.querySelector("details")?.open;
  shown.replaceChildren(...steps(message));
  const details = shown.querySelector("details");
  if (details && open) details.open = true;
}

function steps(message) {
  const trace = message.trace;
  if (!trace) return [step("Status", message.status === "waiting" ? "waiting for a worker …" : message.status)];
  const replies = conversation.messages.filter((one) => one.in_reply_to === message.id);
  return [
    step("Normalised", make("span", "mono", plain(trace.normalised))),
    step("Intent", ...intent(trace)),
    step("Entities", ...entities(trace.entities)),
    step("Items", ...items(trace.items)),
    step("Frame", ...frame(trace)),
    step("Doubts", ...chips(trace.doubts, "chip warn")),
    step("Not used", ...chips(trace.leftover, "chip grey")),
    step("Decision", ...decision(trace, replies)),
    step("Time", timing(message, trace)),
    step("All of it", raw(trace)),
  ].filter((one) => one !== null);
}

function step(title, ...content) {
  const filled = content.filter((one) => one !== null && one !== undefined && one !== "");
  return filled.length ? make("div", "step", make("h3", "", title), make("div", "", ...filled)) : null;
}

function plain(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function intent(trace) {
  if (!trace.intent) return [];
  const name = make("div", "intent", make("strong", "mono", plain(trace.intent)));
  if (trace.source) name.append(make("span", "chip grey", plain(trace.source)));
  const { language, script } = trace.frame || {};
  if (language) name.append(make("span", "chip grey", [language, script].filter(Boolean).join(" ")));
  const sure = Number(trace.confidence);
  if (!Number.isFinite(sure) || trace.confidence === null) return [name];
  const meter = make("meter");
  Object.assign(meter, { min: 0, max: 1, low: 0.4, high: 0.7, optimum: 1, value: sure });
  meter.setAttribute("aria-label", "confidence");
  const others = (trace.ranking || []).slice(1).map(([other, odds]) => `${other} ${(odds * 100).toFixed(1)} %`);
  const line = make("div", "sure", meter, make("span", "", `${(sure * 100).toFixed(1)} %`));
  return [name, line, others.length ? make("p", "others", `else ${others.join(", ")}`) : null];
}

function entities(found) {
  if (!Array.isArray(found) || !found.length) return [];
  const made = found.map((entity) => make("span", "chip", make("small", "", plain(entity.entity)), plain(entity.value)));
  return [make("div", "chips", ...made)];
}

function items(found) {
  if (!Array.isArray(found) || !found.length) return [];
  const columns = [["text", "said"], ["sku", "product"], ["quantity", "quantity"], ["price", "price"], ["amount", "amount"]];
  const used = columns.filter(([name]) => found.some((item) => item[name] !== undefined && item[name] !== null));
  const numeric = new Set(["quantity", "price", "amount"]);
  const head = make("tr", "", ...used.map(([name, title]) => make("th", numeric.has(name) ? "number" : "", title)));
  const rows = found.map((item) => make("tr", "", ...used.map(([name]) => {
    const cell = make("td", numeric.has(name) ? "number" : name === "sku" ? "mono" : "");
    cell.textContent = name === "quantity" && item.unit ? `${plain(item[name])} ${item.unit}` : plain(item[name]) || "–";
    return cell;
  })));
  return [make("div", "scroll", make("table", "", make("thead", "", head), make("tbody", "", ...rows)))];
}

function frame(trace) {
  const skipped = new Set(["intent", "language", "script", "items"]);
  const fields = Object.entries(trace.frame || {}).filter(([name, value]) => !skipped.has(name) && value !== null);
  return fields.length ? [make("div", "chips", ...fields.map(([name, value]) => make("span", "chip", make("small", "", name), plain(value))))] : [];
}

function chips(values, className) {
  return Array.isArray(values) && values.length ? [make("div", "chips", ...values.map((value) => make("span", className, plain(value))))] : [];
}

function decision(trace, replies) {
  const parts = make("div", "chips");
  if (trace.decision) parts.append(make("span", "chip", plain(trace.decision)));
  const key = trace.reply ?? replies[0]?.key;
  if (key) parts.append(make("span", "chip grey mono", plain(key)));
  return parts.childNodes.length ? [parts] : [];
}

function timing(message, trace) {
  const parts = [];
  for (const [name, ms] of Object.entries(trace.ms || {})) parts.push(`${name} ${Math.round(ms)} ms`);
  if (Number.isFinite(message.seconds)) parts.push(`answered after ${Math.round(message.seconds * 1000)} ms`);
  return parts.join(", ");
}

function raw(trace) {
  return make("details", "", make("summary", "", "the trace as stored"), make("pre", "mono", JSON.stringify(trace, null, 2)));
}

// ---------------------------------------------------------------- the controls

function restart() {
  etag = "";
  chosen = null;
  quote(null);
  conversation = { messages: [] };
  chat.replaceChildren();
  draw();
  refresh();
}

async function submit() {
  const words = text.value.trim();
  if (!words || !phone()) return;
  const about = quoted;
  text.value = "";
  grow();
  quote(null);
  if (!(await send({ text: words, replied_to: about ? about.provider_id : null }))) text.value = words;
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

find("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  // Enter ends a word in an input method for an Indic script; it sends only when none is open.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
});
find("quote-drop").addEventListener("click", () => quote(null));
find("controls").addEventListener("submit", (event) => { event.preventDefault(); restart(); });
shop.addEventListener("change", () => { find("other-field").hidden = Boolean(shop.value); restart(); });
other.addEventListener("change", restart);
for (const radio of document.querySelectorAll("input[name=channel]")) {
  radio.addEventListener("change", () => {
    channel = radio.value;
    document.body.dataset.channel = channel;
    restart();
  });
}
for (const example of find("tries").querySelectorAll("button")) {
  example.addEventListener("click", () => { send({ text: example.textContent }); });
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

// Opened with ?channel=sms&phone=…: a link to one conversation.
const wanted = new URLSearchParams(location.search);
if (wanted.get("channel") === "sms") document.querySelector("input[value=sms]").click();
if (wanted.get("phone")) {
  const known = [...shop.options].find((option) => option.value === wanted.get("phone"));
  shop.value = known ? known.value : "";
  other.value = known ? "" : wanted.get("phone");
  find("other-field").hidden = Boolean(known);
}
restart();

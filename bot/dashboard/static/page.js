// Keeps the page as the books are: the server says that something changed, and the panels that look different are replaced.
"use strict";

const HOME = "/dashboard/";
const AGAIN_MS = 10 * 60 * 1000;
const state = document.getElementById("state");
const panels = document.getElementById("panels");
const words = document.body.dataset;
const drawn = new Map();
let asking = false, again = false;

for (const section of panels.children) drawn.set(section.id, section.outerHTML);

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(HOME, { cache: "no-store" });
    if (answer.status === 401) { location.reload(); return; }
    if (answer.ok) draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    show(false);
  } finally {
    asking = false;
    if (again) { again = false; refresh(); }
  }
}

function draw(fresh) {
  for (const section of fresh.getElementById("panels").children) {
    const html = section.outerHTML;
    if (drawn.get(section.id) === html) continue;
    drawn.set(section.id, html);
    const old = document.getElementById(section.id);
    const open = [...old.querySelectorAll("details")].map((each) => each.open);
    section.querySelectorAll("details").forEach((each, place) => { each.open = open[place] || false; });
    old.replaceWith(section);
  }
  panels.dataset.newest = fresh.getElementById("panels").dataset.newest;
}

function show(connected) {
  state.textContent = connected ? words.live : words.stale;
  state.className = connected ? "live" : "stale";
}

const news = new EventSource(`${HOME}events?after=${panels.dataset.newest}`);
news.addEventListener("open", () => show(true));
news.addEventListener("error", () => show(false));
news.addEventListener("change", refresh);

// A day may have begun, or the phone have slept.
setInterval(refresh, AGAIN_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${HOME}sw.js?v=${words.version}`, { scope: HOME });

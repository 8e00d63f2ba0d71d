// Keeps the files that the page is made of, and a page that says that there is no connection: never anything of a shop.
"use strict";

const HOME = "/dashboard/";
const VERSION = new URL(location.href).searchParams.get("v");
const CACHE = `shop-${VERSION}`;
const OFFLINE = `${HOME}offline`;
const FILES = ["page.css", "page.js", "icon.svg"].map((name) => `${HOME}static/${name}?v=${VERSION}`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...FILES, OFFLINE])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("shop-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (new URL(request.url).pathname.startsWith(`${HOME}static/`)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});

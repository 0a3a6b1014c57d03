// The service worker: keeps the code, the fonts and the icons, and has a page for when the network is away.
// It never stores a page, an answer of the API or anything else of a person.

const VERSION = "v1";
const SHELL = `shell-${VERSION}`; // the offline page and what it needs, fetched at installation
const FILES = `files-${VERSION}`; // hashed code, fonts and icons, as they are used
const OFFLINE = "/offline.html";
const PRECACHE = [OFFLINE, "/offline.css", "/favicon.svg", "/fonts/vazirmatn-arabic.woff2", "/fonts/vazirmatn-latin.woff2"];
const FILES_MAX = 40;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(PRECACHE))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const ours = /^(shell|files)-/;
      const old = names.filter((name) => ours.test(name) && name !== SHELL && name !== FILES);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/api") || url.pathname.startsWith("/rpc")) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (isKept(url)) {
    event.respondWith(kept(request));
  }
});

// Files whose content never changes under their name: /pkg/aimall.<hash>.js, fonts, icons.
function isKept(url) {
  if (url.search) return false;
  if (url.pathname.startsWith("/fonts/") || url.pathname.startsWith("/icons/") || PRECACHE.includes(url.pathname)) return true;
  return /^\/pkg\/.+\.[A-Za-z0-9_-]{8,}\.(js|wasm|css)$/.test(url.pathname);
}

// Pages come from the network and are never stored.
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const offline = await caches.match(OFFLINE);
    return offline ?? Response.error();
  }
}

// What is there is used; what is not is fetched and kept.
async function kept(request) {
  const found = await caches.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") {
    const copy = response.clone();
    const cache = await caches.open(FILES);
    await cache.put(request, copy);
    await trim(cache);
  }
  return response;
}

// Old builds' files leave first.
async function trim(cache) {
  const requests = await cache.keys();
  const surplus = requests.slice(0, Math.max(0, requests.length - FILES_MAX));
  await Promise.all(surplus.map((request) => cache.delete(request)));
}

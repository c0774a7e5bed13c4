// The pages of attendance without the network: the network first, then what the page kept; static files the other way.
const PAGES = "marelle-pointage", PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function page(request) {
  const kept = await caches.open(PAGES);
  const network = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await kept.put(request.url, answer.clone());
    return answer;
  });
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); }).then(() => kept.match(request.url));
  const first = await Promise.race([network.catch(() => kept.match(request.url)), late]);
  return first ?? network;
}

async function part(request) {
  const kept = await caches.open(PAGES);
  return await kept.match(request.url) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.includes("/static/")) event.respondWith(part(request));
});

import { PrecacheController, PrecacheRoute } from 'workbox-precaching';

/**
 * Holds the program (not the models: they lie in the origin private file system) and serves it without a network.
 * A new version waits until the page asks for it, so a page in use keeps the files that it started with.
 */
declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** What the page may say. Answers go to the port that comes with the message. */
type PageMessage = { type: 'use-new-version' | 'missing-files' | 'store-missing' };

const precache = new PrecacheController({
  plugins: [
    {
      // A host without our headers must not lose threads and the policy: pages and workers get them here.
      handlerWillRespond: async ({ response }) => withHeaders(response),
    },
  ],
});
precache.addToCacheList(self.__WB_MANIFEST);
const route = new PrecacheRoute(precache, { ignoreURLParametersMatching: [/.*/] });

self.addEventListener('install', (event) => {
  event.waitUntil(precache.install(event));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(precache.activate(event).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const match = route.match({
    url,
    request,
    event,
    sameOrigin: url.origin === self.location.origin,
  });
  if (match && typeof route.handler === 'object') {
    const params = typeof match === 'object' ? (match as Record<string, string>) : undefined;
    event.respondWith(route.handler.handle({ url, request, event, ...(params ? { params } : {}) }));
  }
});

self.addEventListener('message', (event) => {
  const message = event.data as PageMessage;
  if (message.type === 'use-new-version') void self.skipWaiting();
  const answer = (urls: Promise<string[]>) =>
    event.waitUntil(urls.then((missing) => event.ports[0]?.postMessage(missing)));
  if (message.type === 'missing-files') answer(missingFiles());
  if (message.type === 'store-missing') {
    // What could not be fetched is told by what is missing afterwards.
    answer(
      storeMissing()
        .catch(() => undefined)
        .then(missingFiles),
    );
  }
});

/** URLs of the program that storage does not hold: 'ready offline' is true only when there are none. */
async function missingFiles(): Promise<string[]> {
  const urls = precache.getCachedURLs();
  const held = await Promise.all(urls.map((url) => precache.matchPrecache(url)));
  return urls.filter((_, index) => !held[index]);
}

/** Stores what was cleared away under a worker that is installed already; it is not installed a second time. */
async function storeMissing(): Promise<void> {
  const cache = await caches.open(precache.strategy.cacheName);
  for (const url of await missingFiles()) {
    const response = await fetch(url, { cache: 'reload' });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    await cache.put(precache.getCacheKeyForURL(url) ?? url, response);
  }
}

function withHeaders(response: Response): Response {
  if (response.headers.has('Cross-Origin-Embedder-Policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

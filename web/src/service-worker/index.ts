// Owns the copy of the app on the device, so that it opens with no network at all.
// Invariants: a version is complete in its own cache before it is used; the page and the files it
// names always come from one version; the version before stays, because a page that is still open
// may yet ask for its files; nothing but the app's own files is ever kept.
// Doesn't know any book: those live in the browser's database, and the relay speaks over sockets.
import { version } from '$app/env';
import { assets, immutable, routes } from '$app/manifest';
import { self } from '$app/service-worker';

const cachePrefix = 'wardbook-app-';
const cacheName = `${cachePrefix}${version}`;
const cachesMax = 2;
const appPage = '/';

const files = [...immutable, ...assets].map(({ path }) => pathToAbsolute(path));
const ownPaths = new Set(files);
const ownPlaces = new Set(routes.map(({ id }) => firstPart(id)));

self.addEventListener('install', (event) => {
  event.waitUntil(storeApp());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldApps().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request, url));
  else if (ownPaths.has(url.pathname) || url.pathname.includes('/_app/immutable/'))
    event.respondWith(openFile(request, url));
});

async function storeApp(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Past the browser's own cache, or an old index.html could be stored beside new files.
  await cache.addAll([appPage, ...files].map((path) => new Request(path, { cache: 'reload' })));
}

async function dropOldApps(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(cachePrefix));
  const older = names.filter((name) => name !== cacheName);
  const dropped = older.slice(0, Math.max(0, older.length - (cachesMax - 1)));
  await Promise.all(dropped.map((name) => caches.delete(name)));
}

/** The stored page for our own places; whatever else the server has, from the server first. */
async function openPage(request: Request, url: URL): Promise<Response> {
  const page = await (await caches.open(cacheName)).match(appPage);
  if (page && ownPlaces.has(firstPart(url.pathname))) return page;
  try {
    return await fetch(request);
  } catch (error) {
    if (page) return page;
    throw error;
  }
}

async function openFile(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const stored = (await cache.match(url.pathname)) ?? (await caches.match(url.pathname));
  return stored ?? fetch(request);
}

/** `/(book)/ward/[id]` and `/ward/x` both begin at `ward`: groups are not part of an address. */
function firstPart(path: string): string {
  return path.split('/').find((part) => part !== '' && !part.startsWith('(')) ?? '';
}

function pathToAbsolute(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

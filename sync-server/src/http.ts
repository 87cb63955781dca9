/**
 * What the relay answers to plain requests: the built app, when there is one, and `/healthz`. Every
 * answer carries the headers that keep the app to itself.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import sirv from 'sirv';

/** Files under here bear a hash of what they hold in their names. */
const hashedFolder = '/_app/immutable/';

// The page's own policy (a meta tag with the hashes of its inline scripts) narrows script-src
// further; what stands in both must fit both.
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers = new Map([
  ['Content-Security-Policy', contentSecurityPolicy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Permissions-Policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
]);

export function createRequestListener(staticFolder: string | undefined): RequestListener {
  const serveApp = staticFolder === undefined ? undefined : createAppListener(staticFolder);
  return (request, response) => {
    response.setHeaders(headers);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'This address can only be read.');
    if (pathOf(request) === '/healthz') return answer(response, 200, 'ok');
    if (serveApp) return serveApp(request, response);
    answer(response, 404, 'A Wardbook relay is running here. It does not serve the app.');
  };
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

function createAppListener(folder: string): RequestListener {
  const serve = sirv(folder, {
    single: 'index.html',
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response, path) => {
      const isHashed = path.startsWith(hashedFolder);
      response.setHeader(
        'Cache-Control',
        isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
    onNoMatch: (_request, response) => answer(response, 404, 'There is nothing at this address.'),
  });
  return (request, response) => {
    // An ill-formed range would throw inside sirv, and the app asks for none.
    delete request.headers.range;
    // A file that has gone since the start must break off one answer, not the relay.
    response.once('pipe', (file: Readable) => file.once('error', () => response.destroy()));
    serve(request, response);
  };
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(`${sentence}\n`);
}

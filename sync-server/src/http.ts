/**
 * What the relay answers to plain requests: the built app, when there is one, `/healthz` (the program
 * runs), `/readyz` (it may be sent devices) and `/backup` (how old the one is that is served beside). Every answer carries the headers that keep the app to
 * itself.
 */
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { backupPath, writeBackupNotice } from '@wardbook/shared/protocol/backup-notice';
import sirv from 'sirv';
import { isForThisMachine, type Pages } from './pages.ts';

/** Files under here bear a hash of what they hold in their names. */
const hashedFolder = '/_app/immutable/';
const page = 'index.html';

/** `scripts` are the hashes of the page's own inline scripts, as a policy names them. */
function contentSecurityPolicy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "media-src 'self'",
    // A book names its relays, which may stand on other machines. They are asked for their backups too.
    "connect-src 'self' ws: wss: http: https:",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const headers = new Map([
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Permissions-Policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
]);
// Said only where the relay speaks TLS itself; a proxy in front says it for its own name.
const stayWithTls = 'max-age=31536000';

function notByThisName({ socket }: IncomingMessage, isTls: boolean): string {
  const there = `${isTls ? 'https' : 'http'}://localhost:${socket.localPort}`;
  return `This Wardbook is for its own computer only. Open it there at ${there}. Whoever looks after it can open it to others: see WARDBOOK_TRUSTED_PROXY and WARDBOOK_CREATE in docs/OPERATING.md.`;
}

/** Why nobody new should be sent here, or undefined while all is well. */
export type Unready = () => Promise<'draining' | 'cannot-save' | undefined>;

export interface Answers {
  /** The built app, when there is one. */
  readonly staticFolder: string | undefined;
  readonly pages: Pages;
  readonly unready: Unready;
  /** When the backup's last entry was committed, ms since 1970, if one is served. */
  readonly backupAt: number | undefined;
  /** Whether entries have been found to be damaged on disk. */
  readonly isDamaged: () => boolean;
  readonly isTls: boolean;
}

export function createRequestListener(answers: Answers): RequestListener {
  const { staticFolder, pages, unready, backupAt, isDamaged, isTls } = answers;
  const serveApp = staticFolder === undefined ? undefined : createAppListener(staticFolder);
  const scripts = staticFolder === undefined ? [] : inlineScripts(join(staticFolder, page));
  const policy = contentSecurityPolicy(scripts);
  return (request, response) => {
    response.setHeaders(headers);
    response.setHeader('Content-Security-Policy', policy);
    if (isTls) response.setHeader('Strict-Transport-Security', stayWithTls);
    if (pages === 'own' && !isForThisMachine(request))
      return answer(response, 421, notByThisName(request, isTls));
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'This address can only be read.');
    const path = pathOf(request);
    if (path === '/healthz') return answer(response, 200, isDamaged() ? 'damaged' : 'ok');
    if (path === '/readyz')
      return void unready().then((why) => answer(response, why ? 503 : 200, why ?? 'ready'));
    if (path === backupPath) {
      // Pages that may open sockets here may ask this too.
      if (pages === 'any') response.setHeader('Access-Control-Allow-Origin', '*');
      // That there is none is no fault: a browser would write a 404 into its console.
      if (backupAt === undefined) return void response.writeHead(204).end();
      return answer(response, 200, writeBackupNotice(backupAt), 'application/json');
    }
    if (serveApp) return serveApp(request, response);
    answer(response, 404, 'A Wardbook relay is running here. It does not serve the app.');
  };
}

/** The hashes of the scripts that stand in the page itself; it is built with these and no others. */
function inlineScripts(file: string): string[] {
  if (!existsSync(file)) return [];
  const scripts = readFileSync(file, 'utf8').matchAll(/<script>([^]*?)<\/script>/g);
  return Array.from(scripts, ([, code]) => `'sha256-${hash('sha256', code!, 'base64')}'`);
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

function createAppListener(folder: string): RequestListener {
  const serve = sirv(folder, {
    single: page,
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

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

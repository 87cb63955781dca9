/**
 * The one page that is served without TLS: how to make a phone trust this laptop, step by step, and the
 * certificate to trust. Knows nothing of books.
 */
import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderSVG } from 'uqr';
import { headerBytesMax, headersMs, requestMs } from '../../limits.ts';

export interface TrustPage {
  readonly url: string;
  close(): void;
}

const certificatePath = '/wardbook.crt';

/** `app` is where the app is; rejects when the port cannot be had. */
export async function serveTrustPage(
  host: string,
  port: number,
  app: string,
  { authority, fingerprint }: { readonly authority: Uint8Array; readonly fingerprint: string },
): Promise<TrustPage> {
  const page = pageOf(app, fingerprint);
  const bounds = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    maxHeaderSize: headerBytesMax,
  };
  const server = createServer(bounds, (request, response) => {
    response.setHeaders(headers);
    if (request.method !== 'GET') return void response.writeHead(405).end();
    if (request.url === certificatePath)
      return void response.writeHead(200, certificateHeaders).end(authority);
    if (request.url === '/')
      return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
    response.writeHead(404).end();
  });
  server.maxConnections = 256;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const certificateHeaders = {
  'Content-Type': 'application/x-x509-ca-cert',
  'Content-Disposition': 'attachment; filename="wardbook.crt"',
};

const style = `
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 0 auto; padding: 1rem; color: #1d1b18; background: #faf6ef; }
  a.go { display: inline-block; padding: .7rem 1.2rem; border-radius: .5rem; background: #1d4f3f; color: #fff; text-decoration: none; }
  li { margin: .4rem 0; } code { font-size: 1rem; overflow-wrap: anywhere; } svg { width: 12rem; height: 12rem; }
`;

const headers = new Map([
  [
    'Content-Security-Policy',
    `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  ],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
]);

function pageOf(app: string, fingerprint: string): string {
  return `<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wardbook in this room</title><style>${style}</style></head>
<body>
<h1>Wardbook in this room</h1>
<p>This laptop holds your team’s book for everybody in the room, with no internet. Your phone must learn once that it may trust this laptop.</p>
<p><a class="go" href="${certificatePath}">1. Get the laptop’s certificate</a></p>
<h2>On an iPhone or iPad</h2>
<ol>
<li>Open this page in Safari, tap the button above, and tap “Allow”.</li>
<li>Open Settings. Tap “Profile Downloaded” near the top, then “Install”.</li>
<li>Still in Settings: General, About, Certificate Trust Settings. Switch on “Wardbook committee room”.</li>
</ol>
<h2>On Android</h2>
<ol>
<li>Tap the button above in Chrome. The file is saved under Downloads.</li>
<li>Open Settings and search for “CA certificate” (Security, More security settings, Install from device storage).</li>
<li>Tap “Install anyway” and choose <code>wardbook.crt</code>. Android says that the network may be monitored: it means this laptop.</li>
</ol>
<h2>Is it the right one?</h2>
<p>The phone can show the certificate’s SHA-256 fingerprint: an iPhone under “More Details” while installing, Android under “User credentials” afterwards. It must be the one on the laptop’s screen:</p>
<p><code>${fingerprint}</code></p>
<p>It can vouch for addresses on local networks and for nothing else.</p>
<h2>Then</h2>
<p><a class="go" href="${app}">2. Open Wardbook</a></p>
<p>Or point another phone’s camera at this, once it trusts the laptop:</p>
${renderSVG(app)}
<h2>When you are done</h2>
<p>iPhone: Settings, General, VPN &amp; Device Management, remove “Wardbook committee room”. Android: Settings, Security, User credentials, remove it.</p>
</body></html>
`;
}

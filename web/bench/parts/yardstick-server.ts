/** Builds the page of yardsticks and serves it, with the bytes they work on beside it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { build, preview, type InlineConfig } from 'vite';
import { freePort } from '../../../scripts/lib/free-port.ts';

const root = fileURLToPath(new URL('../page', import.meta.url));

export interface YardstickServer {
  /** Served at `/<name>` from now on. */
  lay(name: string, bytes: Uint8Array): Promise<void>;
  /** The page, ready to measure. */
  open(context: BrowserContext): Promise<Page>;
  stop(): Promise<void>;
}

export async function serveYardsticks(folder: string): Promise<YardstickServer> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const config: InlineConfig = {
    configFile: false,
    root,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'esnext' },
    worker: { format: 'es' },
    preview: { host: '127.0.0.1', port, strictPort: true },
  };
  await build(config);
  const server = await preview(config);
  return {
    lay: (name, bytes) => writeFile(join(folder, name), bytes),
    open: async (context) => {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction(() => globalThis.yardsticks !== undefined);
      return page;
    },
    stop: () => server.close(),
  };
}

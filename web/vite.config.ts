import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { messages } from './compile-messages/write-messages.ts';

// Set by `pnpm dev`, which runs the relay beside this. A built app is served by the relay itself.
const relay = process.env['WARDBOOK_RELAY'];

/**
 * What several pages use, in pieces worth asking for one by one: left alone it comes in a hundred and
 * fifty, most of them smaller than the asking. SvelteKit's own stay as they are: the first of them is
 * to have run before the next is there. Small pieces that are put together may need each other, so
 * what a module needs is run before it wherever it stands (`strictExecutionOrder`).
 */
const pieces = [
  { name: 'kit', test: /@sveltejs[\\/]kit/, priority: 1, entriesAware: true },
  { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 24_000 },
];

export default defineConfig({
  resolve: {
    alias: [
      {
        // @hpke/common asks Node for this where a platform has no WebCrypto of its own. Browsers do.
        find: /^crypto$/,
        replacement: fileURLToPath(new URL('src/lib/platform/web-crypto.ts', import.meta.url)),
      },
    ],
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          experimental: { onDemandWrapping: true },
          output: { codeSplitting: { groups: pieces }, strictExecutionOrder: true },
        },
      },
    },
  },
  server: { proxy: relay ? { '/relay': { target: relay, ws: true } } : {} },
  plugins: [
    messages(import.meta.dirname),
    tailwindcss(),
    sveltekit({
      // The app is one page that finds its own way: every address is answered with index.html.
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      compilerOptions: {
        runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
      },
      // platform/app-update.svelte.ts registers it, so that one place owns the update flow.
      serviceWorker: { register: false },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Lists that draw only what is in sight place their rows with style attributes.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          // A book names its relay, which may stand on another machine.
          'connect-src': ['self', 'ws:', 'wss:'],
          'worker-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
        },
      },
    }),
  ],
});

import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { messages } from './compile-messages/write-messages.ts';

// Set by `pnpm dev`, which runs the relay beside this. A built app is served by the relay itself.
const relay = process.env['WARDBOOK_RELAY'];

/**
 * What is loaded together. The first page, an open book and the list of people come each in one piece
 * with all that they import, less what a piece above has: so pieces need each other one way only, and
 * a page never loads what it does not need because something small stood beside it. The rest is left
 * to the bundler. SvelteKit's own stay apart: the first of them is to have run before the next is there.
 */
const pieces = [
  { name: 'kit', test: /@sveltejs[\\/]kit/, priority: 3, entriesAware: true },
  { name: 'first', test: /src[\\/](routes[\\/]\+(layout|error|page)|hooks)/, priority: 2 },
  { name: 'book', test: /routes[\\/]b[\\/]\[book\][\\/]\+layout\.(svelte|ts)$/, priority: 1 },
  { name: 'list', test: /routes[\\/]b[\\/]\[book\][\\/]people[\\/]\+layout\.svelte$/ },
];

export default defineConfig({
  resolve: {
    alias: [
      {
        // @hpke/common asks Node for this where a platform has no WebCrypto of its own. Browsers do.
        find: /^crypto$/,
        replacement: fileURLToPath(new URL('src/lib/platform/web-crypto.ts', import.meta.url)),
      },
      {
        // Yjs writes to the console, in colours for which lib0 brings what makes pages.
        find: /^lib0\/logging$/,
        replacement: fileURLToPath(new URL('src/lib/platform/plain-logging.ts', import.meta.url)),
      },
    ],
  },
  environments: {
    client: {
      build: {
        rolldownOptions: { output: { codeSplitting: { groups: pieces } } },
      },
    },
  },
  server: {
    proxy: relay
      ? { '/relay': { target: relay, ws: true }, '/backup': { target: relay, ws: true } }
      : {},
  },
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
          // A book names its relays, which may stand on other machines. They are asked for their backups too.
          'connect-src': ['self', 'ws:', 'wss:', 'http:', 'https:'],
          'worker-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
        },
      },
    }),
  ],
});

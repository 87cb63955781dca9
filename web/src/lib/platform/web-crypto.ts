// Stands in for Node's `crypto` module in the browser's build: see vite.config.ts.
export const webcrypto = globalThis.crypto;

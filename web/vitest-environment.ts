/**
 * Vitest's environment for the app: Node, with modules compiled as they are for a page. Left to itself
 * Vitest compiles for a server's rendering, where effects do not run and state does not react.
 * A page has addresses and no folders: tests name files by `import.meta.dirname`.
 */
import type { Environment } from 'vitest/runtime';

const page: Environment = {
  name: 'page-modules-in-node',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
};

export default page;

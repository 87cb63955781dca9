/**
 * A port of this machine that nothing listens on just now, and that the system gives nobody who does
 * not name it: so it is free still when somebody stops listening and begins again.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Linux gives out 32768 and up, others 49152 and up. */
const firstGivenOut = 32_768;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, firstGivenOut);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}

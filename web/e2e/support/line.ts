/**
 * A telephone line between browsers and a relay, which may go dead without a word: whatever is on it
 * then stays open, and nothing arrives any more on either side. Who comes later gets a good line.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Line {
  readonly #server: Server;
  readonly #calls = new Set<{ readonly ends: readonly Socket[]; isDead: boolean }>();
  readonly hasBeenAway = false;
  port = 0;
  /** How often somebody has called a number that does not answer. */
  lost = 0;

  constructor(relayPort: number) {
    this.#server = createServer((browser) => {
      const relay = connect(relayPort, '127.0.0.1');
      const call = { ends: [browser, relay], isDead: false };
      this.#calls.add(call);
      const pass = (from: Socket, to: Socket) => {
        from.on('data', (bytes) => {
          if (call.isDead) this.lost += bytes.length;
          else to.write(bytes);
        });
        from.on('close', () => {
          // Nobody at a dead line's other end hears that this one has hung up.
          if (!call.isDead) to.destroy();
          if (to.closed) this.#calls.delete(call);
        });
        from.on('error', () => from.destroy());
      };
      pass(browser, relay);
      pass(relay, browser);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on nothing arrives by any of the calls that there are. */
  goDead(): void {
    for (const call of this.#calls) call.isDead = true;
  }

  async stop(): Promise<void> {
    for (const { ends } of this.#calls) for (const end of ends) end.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

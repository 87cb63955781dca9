/** NATS nodes on loopback, on free ports and in folders of their own, that tests kill and stop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where nats-server is, or undefined when it is not installed. */
export function findNatsServer(): string | undefined {
  const path = process.env['PATH'] ?? '';
  const folders = [...path.split(delimiter), '/usr/sbin', '/usr/local/bin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'nats-server'))
    .find(isExecutable);
}

/** Said by whatever is left out because of it. */
export const noNatsServer =
  'Left out: nats-server is not installed (Debian and Ubuntu: apt-get install nats-server).';

export class NatsNode {
  readonly port: number;
  readonly name: string;
  readonly #program: string;
  readonly #config: string;
  #child: ChildProcess | undefined;

  constructor(program: string, config: string, port: number, name: string) {
    this.#program = program;
    this.#config = config;
    this.port = port;
    this.name = name;
  }

  get server(): string {
    return `127.0.0.1:${this.port}`;
  }

  start(): void {
    this.#child = spawn(this.#program, ['-c', this.#config], { stdio: 'ignore' });
    this.#child.on('error', () => {});
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** As if the power went. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  /** Cut off from everybody: it neither hears nor answers, and knows nothing of it. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}

export interface NatsCluster {
  readonly nodes: readonly NatsNode[];
  readonly servers: readonly string[];
  stop(): Promise<void>;
}

/** Nodes that know one another; with one, a server alone. `more` are lines for their configurations. */
export async function startNats(
  program: string,
  size: number,
  more: readonly string[] = ['max_payload: 20MB'],
): Promise<NatsCluster> {
  const root = mkdtempSync(join(tmpdir(), 'wardbook-nats-'));
  const ports = await freePorts(size * 2);
  const routes = ports.slice(size).map((port) => `nats://127.0.0.1:${port}`);
  const nodes = Array.from({ length: size }, (_, index) => {
    const name = `n${index + 1}`;
    const store = join(root, name);
    mkdirSync(store);
    const lines = [
      `server_name: ${name}`,
      `listen: "127.0.0.1:${ports[index]}"`,
      `jetstream { store_dir: "${store}" }`,
      ...more,
    ];
    if (size > 1)
      lines.push(
        `cluster { name: wardbook, listen: "127.0.0.1:${ports[size + index]}", routes: [${routes.join(', ')}] }`,
      );
    const config = join(root, `${name}.conf`);
    writeFileSync(config, `${lines.join('\n')}\n`);
    return new NatsNode(program, config, ports[index]!, name);
  });
  for (const node of nodes) node.start();
  const stop = async () => {
    await Promise.all(nodes.map(async (node) => node.kill()));
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  return { nodes, servers: nodes.map(({ server }) => server), stop };
}

async function freePorts(count: number): Promise<number[]> {
  // All at once, so that none is given twice.
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(async (server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return ports;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

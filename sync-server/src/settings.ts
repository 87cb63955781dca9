/** What the person who starts the relay has chosen, from options first and the environment next. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Settings {
  readonly type: 'settings';
  readonly port: number;
  readonly host: string;
  /** An absolute folder. */
  readonly data: string;
  readonly creating: 'open' | 'closed';
}

/** `sentence` says what is wrong and what would be right. */
export interface WrongSettings {
  readonly type: 'wrong';
  readonly sentence: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
} as const;

export function readSettings(
  args: readonly string[],
  environment: Environment,
  dataByDefault: string,
): Settings | WrongSettings {
  const given = readOptions(args);
  if (!given) {
    const known = 'It takes --port, --host and --data, each followed by a value.';
    return wrong(`Wardbook does not understand “${args.join(' ')}”. ${known}`);
  }
  const portText = given.port ?? environment['WARDBOOK_PORT'] ?? '8080';
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535)
    return wrong(`The port must be a whole number from 0 to 65535, not “${portText}”.`);
  const host = given.host ?? environment['WARDBOOK_HOST'] ?? '127.0.0.1';
  const create = environment['WARDBOOK_CREATE'] ?? '';
  if (!['', 'open', 'closed'].includes(create))
    return wrong(`WARDBOOK_CREATE must be “open” or “closed”, not “${create}”.`);
  const creating = create === 'open' || (create === '' && isLoopback(host)) ? 'open' : 'closed';
  const data = resolve(given.data ?? environment['WARDBOOK_DATA'] ?? dataByDefault);
  return { type: 'settings', port, host, data, creating };
}

function readOptions(args: readonly string[]) {
  try {
    // Package managers hand on the `--` that separates their own options from a script's.
    const own = args[0] === '--' ? args.slice(1) : [...args];
    return parseArgs({ args: own, options, allowPositionals: false }).values;
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function wrong(sentence: string): WrongSettings {
  return { type: 'wrong', sentence };
}

/** What the person who starts the relay has chosen, from options first and the environment next. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseTrusted, trustsNobody, type IsTrusted } from './addresses.ts';
import type { StorePlace } from './store/open-store.ts';
import { readStorePlace } from './store/read-place.ts';
import { openRelayMiB, permitWordLengthMin, permitWordsMax, type RelayLimits } from './limits.ts';
import { isLoopback, type Pages } from './pages.ts';

export interface Settings {
  readonly type: 'settings';
  readonly port: number;
  readonly host: string;
  /** For phones on the local network: `host` is the address chosen for that, if one was. */
  readonly lan: { readonly host: string | undefined } | undefined;
  /** An absolute folder. */
  readonly data: string;
  /** The data folder, or somewhere else altogether. */
  readonly store: StorePlace;
  /** The absolute path of a backup to be served beside it. */
  readonly backup: string | undefined;
  readonly creating: CreatingSetting;
  readonly pages: Pages;
  readonly limits: Partial<RelayLimits>;
  readonly isTrustedProxy: IsTrusted;
  /** PEM files of the key and the certificate, when the relay is to speak TLS itself. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  /** Where metrics are given out, on a port of their own. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly log: LogLevel;
  /** Whether log lines about refused and closed sockets may name addresses. */
  readonly logAddresses: boolean;
  /** Over how long sockets are ended on stopping. */
  readonly drainMs: number;
}

/** `list` is the absolute path of a file with ids of books and devices. */
export type CreatingSetting =
  'open' | 'closed' | { readonly words: readonly string[] } | { readonly list: string };

const logLevels = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof logLevels)[number];

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
  backup: { type: 'string' },
  lan: { type: 'boolean' },
} as const;

const day = 24 * 60 * 60 * 1000;
const mebibyte = 1024 * 1024;

export function readSettings(
  args: readonly string[],
  environment: Environment,
  dataByDefault: string,
): Settings | WrongSettings {
  try {
    return settingsOf(args, environment, dataByDefault);
  } catch (error) {
    if (error instanceof Wrong) return { type: 'wrong', sentence: error.message };
    throw error;
  }
}

/** Thrown and caught in this file only. */
class Wrong extends Error {}

function settingsOf(
  args: readonly string[],
  environment: Environment,
  dataByDefault: string,
): Settings {
  const given = readOptions(args);
  const set = (name: string) => environment[`WARDBOOK_${name}`] ?? '';
  const host = given.host ?? (set('HOST') || '127.0.0.1');
  const data = resolve(given.data ?? (set('DATA') || dataByDefault));
  const backup = given.backup ?? set('BACKUP');
  const days = readNumber('WARDBOOK_KEEP_DAYS', set('KEEP_DAYS'), 0, 3650);
  const bookMiB = readNumber('WARDBOOK_BOOK_MIB', set('BOOK_MIB'), 1, 1024 * 1024);
  const relayMiB = readNumber('WARDBOOK_RELAY_MIB', set('RELAY_MIB'), 1, 1024 ** 3);
  const socketsMax = readNumber('WARDBOOK_SOCKETS', set('SOCKETS'), 1, 1_000_000);
  // Whoever is in the room may bring the team's book here: the laptop is another of its relays.
  const creating = readCreating(set('CREATE') || (given.lan ? 'open' : ''), host);
  const isOpen = creating === 'open';
  const mayHoldMiB = relayMiB ?? (isOpen ? openRelayMiB : undefined);
  const isBehindProxy = set('TRUSTED_PROXY') !== '';
  const isHereOnly = isLoopback(host) && !given.lan && !isBehindProxy;
  const seconds = readNumber('WARDBOOK_DRAIN_SECONDS', set('DRAIN_SECONDS'), 0, 600);
  return {
    type: 'settings',
    port: readPort('The port', given.port ?? (set('PORT') || (given.lan ? '8443' : '8080'))),
    host,
    lan: given.lan ? { host: (given.host ?? set('HOST')) || undefined } : undefined,
    data,
    store: readStore(set, data),
    backup: backup === '' ? undefined : resolve(backup),
    creating,
    pages: isOpen && isHereOnly ? 'own' : 'any',
    limits: {
      ...(days === undefined ? {} : { supersededKeptMs: days * day }),
      ...(bookMiB === undefined ? {} : { bookBytesMax: bookMiB * mebibyte }),
      ...(mayHoldMiB === undefined ? {} : { relayBytesMax: mayHoldMiB * mebibyte }),
      ...(socketsMax === undefined ? {} : { socketsMax }),
    },
    isTrustedProxy: readTrusted(set('TRUSTED_PROXY')),
    tls: readTls(set('TLS_KEY'), set('TLS_CERT')),
    metrics: readMetrics(set('METRICS')),
    log: readLogLevel(set('LOG')),
    logAddresses: readYes('WARDBOOK_LOG_ADDRESSES', set('LOG_ADDRESSES')),
    drainMs: (seconds ?? 0) * 1000,
  };
}

function readOptions(args: readonly string[]) {
  try {
    // Package managers hand on the `--` that separates their own options from a script's.
    const own = args[0] === '--' ? args.slice(1) : [...args];
    return parseArgs({ args: own, options, allowPositionals: false }).values;
  } catch {
    const known =
      'It takes --port, --host, --data and --backup, each followed by a value, and --lan.';
    throw new Wrong(`Wardbook does not understand “${args.join(' ')}”. ${known}`);
  }
}

function readPort(what: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Wrong(`${what} must be a whole number from 0 to 65535, not “${text}”.`);
  return port;
}

function readNumber(name: string, text: string, min: number, max: number): number | undefined {
  if (text === '') return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new Wrong(`${name} must be a whole number from ${min} to ${max}, not “${text}”.`);
}

function readStore(set: (name: string) => string, data: string): StorePlace {
  const place = readStorePlace(set, data);
  if (place.type === 'wrong') throw new Wrong(place.sentence);
  return place;
}

function readCreating(text: string, host: string): CreatingSetting {
  if (text === 'open' || text === 'closed') return text;
  if (text === '') return isLoopback(host) ? 'open' : 'closed';
  if (text.startsWith('list:') && text.length > 5) return { list: resolve(text.slice(5)) };
  if (!text.startsWith('word:'))
    throw new Wrong(
      `WARDBOOK_CREATE must be “open”, “closed”, “word:” and a word or several with commas between, or “list:” and a file, not “${text}”.`,
    );
  const words = text
    .slice(5)
    .split(',')
    .map((word) => word.trim());
  // The value itself is not repeated: it is a secret, if a bad one.
  if (words.length > permitWordsMax || words.some((word) => word.length < permitWordLengthMin))
    throw new Wrong(
      `Each word in WARDBOOK_CREATE needs ${permitWordLengthMin} letters or more, so that nobody guesses it, and there may be ${permitWordsMax} at most.`,
    );
  return { words };
}

function readTrusted(text: string): IsTrusted {
  const trusted = text === '' ? trustsNobody : parseTrusted(text);
  if (trusted) return trusted;
  throw new Wrong(
    `WARDBOOK_TRUSTED_PROXY must be addresses or networks with commas between, such as 127.0.0.1, not “${text}”.`,
  );
}

function readTls(key: string, cert: string): Settings['tls'] {
  if (key === '' && cert === '') return undefined;
  if (key === '' || cert === '')
    throw new Wrong('WARDBOOK_TLS_KEY and WARDBOOK_TLS_CERT must be set both or neither.');
  return { key: resolve(key), cert: resolve(cert) };
}

function readMetrics(text: string): Settings['metrics'] {
  if (text === '') return undefined;
  const [, host, port] = /^(?:\[?([^[\]]+)\]?:)?(\d+)$/.exec(text) ?? [];
  if (port === undefined)
    throw new Wrong(
      `WARDBOOK_METRICS must be a port, or an address and a port such as 127.0.0.1:9464, not “${text}”.`,
    );
  return { host: host ?? '127.0.0.1', port: readPort('The port in WARDBOOK_METRICS', port) };
}

function readLogLevel(text: string): LogLevel {
  const level = logLevels.find((each) => each === text) ?? (text === '' ? 'info' : undefined);
  if (level) return level;
  throw new Wrong(`WARDBOOK_LOG must be one of ${logLevels.join(', ')}, not “${text}”.`);
}

function readYes(name: string, text: string): boolean {
  if (['', 'yes', 'no'].includes(text)) return text === 'yes';
  throw new Wrong(`${name} must be “yes” or “no”, not “${text}”.`);
}

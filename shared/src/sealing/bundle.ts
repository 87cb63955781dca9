/**
 * A book, or some changes to it, as one file that travels without a relay:
 *
 *   bundle = magic version length kind book(32) author(32) at statements blob signature(64)
 *
 * `length` is that of everything after it, so that a file cut short is told from a forged one. `blob`
 * is sealed as an entry of the log is; the author's signature is over all that comes before it.
 * Knows the form alone: whose file is taken, and for what, is for `read-bundle.ts`.
 */
import * as encoding from 'lib0/encoding';
import { statementBytesMax } from '../access/statement.ts';
import { concat, equal, type Bytes } from '../base/bytes.ts';
import {
  decode,
  malformed,
  readByte,
  readBytes,
  readList,
  readNumber,
  readVarBytes,
} from '../base/decode.ts';
import { bookIdOf, deviceIdOf, idToBytes, type BookId, type DeviceId } from '../base/ids.ts';
import { sign, signatureBytes, verify } from '../base/signature.ts';
import { seenHashBytes } from '../protocol/entry.ts';
import { entryBytesMax, statementsMax } from '../protocol/limits.ts';
import { uncutBytesMax } from './plain-bounds.ts';
import { seal, type Sealer } from './seal.ts';

export const bundleBytesMax = 64 * 1024 * 1024;

/** The whole book, or what a removed device had not shared. */
export type BundleKind = 'copy' | 'work';

export interface Bundle {
  readonly kind: BundleKind;
  readonly book: BookId;
  readonly author: DeviceId;
  /** The author's clock, ms since 1970. */
  readonly at: number;
  /** The book's statements as the author holds them, in order. None in a 'work'. */
  readonly statements: readonly Bytes[];
  readonly blob: Bytes;
}

export type BundleFault = 'not-a-bundle' | 'truncated' | 'wrong-version' | 'forged' | 'too-large';

export type ParsedBundle =
  | { readonly type: 'parsed'; readonly bundle: Bundle }
  | { readonly type: 'refused'; readonly reason: BundleFault };

const magic = new TextEncoder().encode('WARDBOOK');
/**
 * Version 1 was signed whole (`base/signature.ts`); one of version 3 or 4 may hold
 * statements of that version.
 * Files of earlier versions are read for ever.
 */
const bundleVersion = 4;
const signedAs: ReadonlyMap<number, `wardbook bundle ${1 | 2 | 3 | typeof bundleVersion}`> =
  new Map([
    [1, 'wardbook bundle 1'],
    [2, 'wardbook bundle 2'],
    [3, 'wardbook bundle 3'],
    [bundleVersion, 'wardbook bundle 4'],
  ]);
/** Magic, version and length. */
const startBytes = magic.length + 1 + 4;
const kinds: readonly BundleKind[] = ['copy', 'work'];
const sealedKinds = { copy: 'snapshot', work: 'update' } as const;

/** How the blob in a bundle of this kind is sealed. */
export function sealedKindOf(kind: BundleKind): 'snapshot' | 'update' {
  return sealedKinds[kind];
}

/** `plain` is one Yjs update. Undefined when the file would be larger than anybody reads. */
export async function writeBundle(
  sealer: Sealer,
  kind: BundleKind,
  at: number,
  statements: readonly Uint8Array[],
  plain: Uint8Array,
): Promise<Bytes | undefined> {
  const { book, device } = sealer;
  const sealedKind = sealedKindOf(kind);
  if (plain.length > uncutBytesMax[sealedKind]) return undefined;
  const nothingSeen = { seen: 0, seenHash: new Uint8Array(seenHashBytes) };
  const blob = await seal(sealer, { kind: sealedKind, ...nothingSeen }, plain, uncutBytesMax);
  if (blob.length > entryBytesMax || statements.length > statementsMax) return undefined;
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, kinds.indexOf(kind));
  encoding.writeUint8Array(encoder, idToBytes(book));
  encoding.writeUint8Array(encoder, idToBytes(device.id));
  encoding.writeVarUint(encoder, at);
  encoding.writeVarUint(encoder, statements.length);
  for (const statement of statements) encoding.writeVarUint8Array(encoder, statement);
  encoding.writeVarUint8Array(encoder, blob);
  const body = encoding.toUint8Array(encoder);
  if (startBytes + body.length + signatureBytes > bundleBytesMax) return undefined;
  const unsigned = concat(startOf(body.length + signatureBytes), body);
  return concat(unsigned, await sign(device.signing.privateKey, 'wardbook bundle 4', unsigned));
}

/** What the file says, if it is as its author signed it. */
export async function parseBundle(file: Uint8Array): Promise<ParsedBundle> {
  if (file.length > bundleBytesMax) return refused('too-large');
  const begun = file.subarray(0, magic.length);
  if (!equal(begun, magic.subarray(0, begun.length))) return refused('not-a-bundle');
  const domain = signedAs.get(file[magic.length] ?? bundleVersion);
  if (!domain) return refused('wrong-version');
  if (file.length < startBytes) return refused('truncated');
  const length = new DataView(file.buffer, file.byteOffset).getUint32(magic.length + 1);
  if (file.length < startBytes + length) return refused('truncated');
  const isWhole = file.length === startBytes + length && length > signatureBytes;
  const unsigned = file.subarray(0, -signatureBytes);
  const bundle = isWhole ? readBody(unsigned.subarray(startBytes)) : undefined;
  if (!bundle) return refused('forged');
  const signature = file.subarray(-signatureBytes);
  const holds = await verify(idToBytes(bundle.author), signature, domain, unsigned);
  return holds ? { type: 'parsed', bundle } : refused('forged');
}

function readBody(body: Uint8Array): Bundle | undefined {
  return decode(body, (reader) => {
    const kind = kinds[readByte(reader)] ?? malformed('unknown kind');
    const book = bookIdOf(readBytes(reader, 32));
    const author = deviceIdOf(readBytes(reader, 32));
    const at = readNumber(reader);
    const statements = readList(reader, statementsMax, () =>
      readVarBytes(reader, statementBytesMax),
    );
    return { kind, book, author, at, statements, blob: readVarBytes(reader, entryBytesMax) };
  });
}

function startOf(length: number): Bytes {
  const start = new Uint8Array(startBytes);
  start.set(magic);
  start[magic.length] = bundleVersion;
  new DataView(start.buffer).setUint32(magic.length + 1, length);
  return start;
}

function refused(reason: BundleFault): ParsedBundle {
  return { type: 'refused', reason };
}

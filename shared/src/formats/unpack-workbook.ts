/**
 * An .xlsx file -> the same workbook with every part stored uncompressed, after counting what each
 * part really unpacks to and where its cells lie. The reader that gets it next trusts declared
 * sizes, makes a grid as large as the farthest cell says, and unpacks large parts in a worker made
 * from a blob, which a strict content security policy forbids; after this it need do none of that.
 */
import { concat, type Bytes } from '../base/bytes.ts';
import { SheetChecker } from './check-sheets.ts';
import type { RefusalCode } from './file-refusal.ts';
import type { ZipEntry } from './zip-directory.ts';

/** All parts of one workbook together, unpacked. */
const workbookBytesMax = 256 * 1024 * 1024;

export type Unpacked =
  { type: 'unpacked'; workbook: Bytes } | { type: 'refused'; code: RefusalCode };

export async function unpackWorkbook(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  signal?: AbortSignal,
): Promise<Unpacked> {
  const parts = entries.filter(({ path }) => /\.xml(\.rels)?$/.test(path));
  const declared = parts.reduce((sum, part) => sum + part.unpackedBytes, 0);
  if (declared > workbookBytesMax) return { type: 'refused', code: 'unpacks-too-large' };
  const sheets = new SheetChecker();
  const unpacked: { path: string; content: Bytes }[] = [];
  for (const part of parts) {
    signal?.throwIfAborted();
    const content = await unpackEntry(bytes, part);
    if (content === undefined) return { type: 'refused', code: 'damaged-workbook' };
    const code = sheets.check(content);
    if (code !== undefined) return { type: 'refused', code };
    unpacked.push({ path: part.path, content });
  }
  return { type: 'unpacked', workbook: storeZip(unpacked) };
}

/**
 * The part's bytes, or undefined when they are damaged or not of the declared size. Dressed as a
 * gzip file, a part has its checksum tried by the platform.
 */
async function unpackEntry(bytes: Uint8Array, entry: ZipEntry): Promise<Bytes | undefined> {
  const packed = bytes.slice(entry.start, entry.start + entry.packedBytes);
  if (entry.encrypted || packed.length !== entry.packedBytes) return undefined;
  if (entry.method === 0) return packed.length === entry.unpackedBytes ? packed : undefined;
  if (entry.method !== 8) return undefined;
  const content = new Uint8Array(entry.unpackedBytes);
  let length = 0;
  try {
    const file = new Blob([gzipHeader, packed, gzipTrailer(entry)]);
    const inflated = file.stream().pipeThrough(new DecompressionStream('gzip'));
    for await (const chunk of readChunks(inflated)) {
      if (length + chunk.length > content.length) return undefined;
      content.set(chunk, length);
      length += chunk.length;
    }
  } catch {
    return undefined;
  }
  return length === content.length ? content : undefined;
}

const gzipHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

function gzipTrailer({ crc32, unpackedBytes }: ZipEntry): Bytes {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, crc32, true);
  view.setUint32(4, unpackedBytes, true);
  return new Uint8Array(view.buffer);
}

/** Not every browser can iterate a stream yet. Leaving the loop early stops the unpacking. */
async function* readChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function storeZip(parts: readonly { path: string; content: Bytes }[]): Bytes {
  const bodies: Bytes[] = [];
  const directory: Bytes[] = [];
  let offset = 0;
  for (const { path, content } of parts) {
    const name = new TextEncoder().encode(path);
    const body = concat(header(0x04034b50, 30, 0, name, content.length), name, content);
    directory.push(concat(header(0x02014b50, 46, offset, name, content.length), name));
    bodies.push(body);
    offset += body.length;
  }
  const entries = concat(...directory);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, entries.length, true);
  end.setUint32(16, offset, true);
  return concat(...bodies, entries, new Uint8Array(end.buffer));
}

/** The local and the central header share their fields; the central one has two bytes more first. */
function header(
  signature: number,
  length: 30 | 46,
  offset: number,
  name: Bytes,
  size: number,
): Bytes {
  const view = new DataView(new ArrayBuffer(length));
  const shift = length === 46 ? 2 : 0;
  view.setUint32(0, signature, true);
  view.setUint16(4 + shift, 20, true);
  // Names are written as UTF-8, and the flag says so.
  view.setUint16(6 + shift, 0x0800, true);
  view.setUint32(18 + shift, size, true);
  view.setUint32(22 + shift, size, true);
  view.setUint16(26 + shift, name.length, true);
  if (length === 46) view.setUint32(42, offset, true);
  return new Uint8Array(view.buffer);
}

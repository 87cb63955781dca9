/**
 * The central directory of a ZIP file: which entries it claims to hold, where, and how large they
 * say they are. Needed before anything is unpacked, so that a small file cannot become a large one
 * ([FMT4]). Reads no entry; sizes are claims until `unpack-workbook.ts` has counted.
 */

export interface ZipEntry {
  path: string;
  /** 0 stored, 8 deflated; anything else cannot be read. */
  method: number;
  encrypted: boolean;
  /** Checksum of the unpacked bytes. */
  crc32: number;
  packedBytes: number;
  unpackedBytes: number;
  /** Where the packed bytes begin in the file. */
  start: number;
}

const entriesMax = 10_000;
const endRecordBytes = 22;
const commentBytesMax = 65_535;

/** The entries, or undefined when the directory is missing, damaged or in the 64-bit form. */
export function readZipDirectory(bytes: Uint8Array): ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndRecord(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 8, true);
  let at = view.getUint32(end + 16, true);
  if (count > entriesMax) return undefined;
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const nameBytes = view.getUint16(at + 28, true);
    const header = view.getUint32(at + 42, true);
    if (header + 30 > bytes.length) return undefined;
    entries.push({
      path: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc32: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
      start: header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true),
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEndRecord(view: DataView): number | undefined {
  const last = view.byteLength - endRecordBytes;
  for (let at = last; at >= Math.max(0, last - commentBytesMax); at -= 1) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
}

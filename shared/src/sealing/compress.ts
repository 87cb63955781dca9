/**
 * Raw deflate through the platform's own streams, off the page's thread. What comes out when
 * inflating is bounded: a small message that would unpack to gigabytes is refused on the way.
 */
import { concat, type Bytes } from '../base/bytes.ts';

/** Shorter than this, the streams cost more than they save. */
const compressBytesMin = 512;
/** Some browsers unpack a whole slice before anybody can stop them, so slices are small. */
const sliceBytes = 16 * 1024;

const plain = 0;
const deflated = 1;

export async function compress(bytes: Uint8Array): Promise<Bytes> {
  if (bytes.length >= compressBytesMin) {
    const packed = await through(new CompressionStream('deflate-raw'), bytes, Infinity);
    if (typeof packed !== 'string' && packed.length < bytes.length)
      return concat(Uint8Array.of(deflated), packed);
  }
  return concat(Uint8Array.of(plain), bytes);
}

export type Unpacked = Bytes | 'malformed' | 'too-large';

/** `too-large`: the bytes would be longer than `bytesMax`. */
export async function decompress(bytes: Uint8Array, bytesMax: number): Promise<Unpacked> {
  const body = bytes.subarray(1);
  if (bytes[0] === plain) return body.length <= bytesMax ? body.slice() : 'too-large';
  if (bytes[0] !== deflated) return 'malformed';
  return through(new DecompressionStream('deflate-raw'), body, bytesMax);
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  bytesMax: number,
): Promise<Unpacked> {
  // Its failure shows again on the readable side, where it is handled.
  writeSlices(stream.writable.getWriter(), bytes).catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concat(...chunks);
      length += value.length;
      if (length > bytesMax) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(value);
    }
  } catch {
    return 'malformed';
  }
}

async function writeSlices(
  writer: WritableStreamDefaultWriter<BufferSource>,
  bytes: Uint8Array,
): Promise<void> {
  for (let start = 0; start < bytes.length; start += sliceBytes)
    await writer.write(bytes.subarray(start, start + sliceBytes) as Bytes);
  await writer.close();
}

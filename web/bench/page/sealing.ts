/** Sealing and opening as the app does it, beside bare encryption of the same bytes. */
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { accessOf } from '@wardbook/shared/access/access';
import { bookKeysFor } from '@wardbook/shared/sealing/book-keys';
import { compress } from '@wardbook/shared/sealing/compress';
import { foundBook } from '@wardbook/shared/sealing/found';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { open } from '@wardbook/shared/sealing/open';
import { seal, type SealContext } from '@wardbook/shared/sealing/seal';

export interface Sealed {
  readonly plainBytes: number;
  readonly compressedBytes: number;
  readonly sealedBytes: number;
  readonly sealMs: number[];
  readonly openMs: number[];
  /** AES-GCM there and back, without compression, padding and signature. */
  readonly bareMs: number[];
}

const changeBytes = 300;
const runs = 5;
/** Of small changes so many for one sample: the browser's clock is too coarse for one alone. */
const changesPerRun = 100;

export async function measureSealing(
  ward: Uint8Array<ArrayBuffer>,
): Promise<{ change: Sealed; snapshot: Sealed }> {
  const device = await createDeviceKeys();
  const create = await foundBook(device, 'Somebody', systemClock, systemRandom);
  const keys = await bookKeysFor(accessOf([create])!, device);
  const key = keys.get(0)!;
  const sealer = { book: create.book, device, key, random: systemRandom };
  const context = { seen: 1, seenHash: new Uint8Array(16), covers: 0 };
  const measure = async (plain: Uint8Array<ArrayBuffer>, count: number, more: SealContext) => {
    const [sealMs, openMs, bareMs]: [number[], number[], number[]] = [[], [], []];
    let sealedBytes = 0;
    for (let run = 0; run < runs; run += 1) {
      const [blob, sealTook] = await timed(count, () => seal(sealer, more, plain));
      const [opened, openTook] = await timed(count, () => open(create.book, keys, blob));
      const [, bareTook] = await timed(count, () => thereAndBack(key.aes, plain));
      if (opened.type !== 'opened' || !isSame(opened.plain, plain)) throw new Error('not the same');
      sealMs.push(sealTook);
      openMs.push(openTook);
      bareMs.push(bareTook);
      sealedBytes = blob.length;
    }
    const compressedBytes = (await compress(plain)).length;
    return { plainBytes: plain.length, compressedBytes, sealedBytes, sealMs, openMs, bareMs };
  };
  return {
    change: await measure(ward.slice(0, changeBytes), changesPerRun, {
      ...context,
      kind: 'update',
    }),
    snapshot: await measure(ward, 1, { ...context, kind: 'snapshot', covers: 1 }),
  };
}

async function thereAndBack(key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<void> {
  const algorithm = { name: 'AES-GCM', iv: systemRandom(12) };
  const there = await crypto.subtle.encrypt(algorithm, key, plain);
  await crypto.subtle.decrypt(algorithm, key, there);
}

/** What the last of `count` times gave, and how long one took. */
async function timed<T>(count: number, act: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  for (let time = 1; time < count; time += 1) await act();
  const result = await act();
  return [result, (performance.now() - start) / count];
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

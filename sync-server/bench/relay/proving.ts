/** What no relay saves when devices come back: to check that each has the key it names. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { concat } from '@wardbook/shared/base/bytes';
import { idToBytes } from '@wardbook/shared/base/ids';
import { isProven } from '../../src/session/hello-proof.ts';
import { foundTeam, helloSignature } from './speak-wardbook.ts';

const challengeBytes = 32;

/** Milliseconds for one signature of each of `count` devices, whose keys have been seen before. */
export async function proving(count: number, runs: number): Promise<number[]> {
  const { book, devices } = await foundTeam(count);
  const hellos = devices.map((device) => {
    const message = [new Uint8Array(randomBytes(challengeBytes)), idToBytes(book)];
    return { device: device.id, message, signature: helloSignature(device, concat(...message)) };
  });
  const took: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const start = performance.now();
    for (const { device, message, signature } of hellos)
      assert.ok(isProven(device, signature, message));
    took.push(performance.now() - start);
  }
  return took.slice(1);
}

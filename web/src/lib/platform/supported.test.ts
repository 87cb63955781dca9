import { indexedDB } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { findLacks } from './supported.ts';

const whole = {
  isSecureContext: true,
  crypto: globalThis.crypto,
  indexedDB,
  CompressionStream,
  DecompressionStream,
};

const typesOf = async (parts: Parameters<typeof findLacks>[0]) =>
  (await findLacks(parts)).map((lack) => lack.type);

describe('what a browser lacks', () => {
  test('nothing, when everything answers', async () => {
    expect(await findLacks(whole)).toEqual([]);
    expect((await indexedDB.databases()).map((database) => database.name)).toEqual([]);
  });

  test('an address that is not secure is the only thing said', async () => {
    expect(await typesOf({ isSecureContext: false })).toEqual(['not-secure']);
  });

  test('keys that cannot be made, storage that refuses, streams that are not there', async () => {
    const subtle = {
      generateKey: () => Promise.reject(new DOMException('no', 'NotSupportedError')),
    } as unknown as SubtleCrypto;
    const refusing = {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    } as unknown as IDBFactory;
    expect(await typesOf({ ...whole, crypto: { subtle } })).toEqual(['no-sealing']);
    expect(await typesOf({ ...whole, indexedDB: refusing })).toEqual(['no-storage']);
    expect(await typesOf({ ...whole, CompressionStream: undefined })).toEqual(['no-compression']);
    expect(await typesOf({ isSecureContext: true })).toEqual([
      'no-sealing',
      'no-storage',
      'no-compression',
    ]);
  });

  test('every sentence says what to do', async () => {
    for (const lack of await findLacks({ isSecureContext: true })) {
      expect(lack.sentence).toMatch(/Update|Leave|Open/);
    }
  });
});

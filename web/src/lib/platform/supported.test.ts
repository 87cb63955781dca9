import { IDBObjectStore, indexedDB } from 'fake-indexeddb';
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

/** WebCrypto that fails to make a key, each time or the first `times`. */
function failing(name: string, times = Infinity): SubtleCrypto {
  let failures = 0;
  const make = crypto.subtle.generateKey.bind(crypto.subtle);
  const generateKey = (...args: Parameters<typeof make>) =>
    failures++ < times ? Promise.reject(new DOMException('no', name)) : make(...args);
  return new Proxy(crypto.subtle, {
    get: (subtle, key) => {
      if (key === 'generateKey') return generateKey;
      const value: unknown = Reflect.get(subtle, key);
      return typeof value === 'function' ? (value.bind(subtle) as unknown) : value;
    },
  });
}

/** IndexedDB that gives back something else, or refuses with a name what it is to store. */
function giving(back: (value: unknown) => unknown, refusal?: string): IDBFactory {
  const { get, put } = IDBObjectStore.prototype;
  const restore = () => Object.assign(IDBObjectStore.prototype, { get, put });
  return {
    open: (name: string) => {
      IDBObjectStore.prototype.put = function (...args) {
        if (refusal) throw new DOMException('no', refusal);
        return put.apply(this, args);
      };
      IDBObjectStore.prototype.get = function (key) {
        const request = get.call(this, key);
        let result: unknown;
        Object.defineProperty(request, 'result', {
          get: () => back(result),
          set: (value: unknown) => {
            result = value;
          },
        });
        return request;
      };
      return indexedDB.open(name);
    },
    deleteDatabase: (name: string) => {
      restore();
      return indexedDB.deleteDatabase(name);
    },
  } as unknown as IDBFactory;
}

describe('what a browser lacks', () => {
  test('nothing, when everything answers', async () => {
    expect(await findLacks(whole)).toEqual([]);
    expect((await indexedDB.databases()).map((database) => database.name)).toEqual([]);
  });

  test('an address that is not secure is the only thing said', async () => {
    expect(await typesOf({ isSecureContext: false })).toEqual(['not-secure']);
  });

  test('[KEEP4] keys that cannot be made, storage that refuses, streams that are not there', async () => {
    expect(await typesOf({ ...whole, crypto: { subtle: failing('NotSupportedError') } })).toEqual([
      'no-sealing',
    ]);
    const refusing = {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    } as unknown as IDBFactory;
    expect(await typesOf({ ...whole, indexedDB: refusing })).toEqual(['no-storage']);
    expect(await typesOf({ ...whole, CompressionStream: undefined })).toEqual(['no-compression']);
    expect(await typesOf({ isSecureContext: true })).toEqual([
      'no-sealing',
      'no-storage',
      'no-compression',
    ]);
  });

  test('[KEEP4] what fails now and then is tried again before anything is said', async () => {
    expect(await typesOf({ ...whole, crypto: { subtle: failing('OperationError', 3) } })).toEqual(
      [],
    );
  });

  test('[KEEP4] what goes on failing without a name for it may pass, and says so', async () => {
    const lacks = await findLacks({ ...whole, crypto: { subtle: failing('OperationError') } });
    expect(lacks.map(({ type, mayPass }) => [type, mayPass])).toEqual([['not-now', true]]);
  });

  test('[KEEP4] keys that storage gives back as nothing, or will not take', async () => {
    const lost = giving(() => null);
    expect(await typesOf({ ...whole, indexedDB: lost })).toEqual(['keys-not-given-back']);
    const half = giving((value) => ({ ...(value as object), wrapping: null }));
    expect(await typesOf({ ...whole, indexedDB: half })).toEqual(['keys-not-given-back']);
    const choosy = giving((value) => value, 'DataCloneError');
    expect(await typesOf({ ...whole, indexedDB: choosy })).toEqual(['keys-not-given-back']);
    const full = giving((value) => value, 'QuotaExceededError');
    expect(await findLacks({ ...whole, indexedDB: full })).toMatchObject([
      { type: 'no-space', mayPass: true },
    ]);
  });
});

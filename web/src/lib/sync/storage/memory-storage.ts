/** Keeps a book in memory only: for scripts that join, do one thing and leave. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { StoredKnowledge } from '../log/stored-knowledge.ts';
import type { SealedEntry } from '../log/sealed-tail.ts';
import { SteadyDoc } from '../steady.ts';
import type { BookStorage, StoredCopy } from './storage.ts';

export function createMemoryStorage(): BookStorage {
  let statements: Uint8Array[] = [];
  const firsts = new Map<string, Bytes>();
  const knowledge = new Map<string, StoredKnowledge>();
  const tail = new Map<string, SealedEntry>();
  const copies = new Map<StoredCopy, Bytes>();
  return {
    load: async () => ({ type: 'loaded', doc: new SteadyDoc() }),
    setAside: 0,
    readAgain: async () => {},
    readGivenUp: async () => [],
    readStatements: async () => statements,
    writeStatements: async (all) => {
      statements = [...all];
      return true;
    },
    storeOnce: async (name, value) => {
      const stored = firsts.get(name) ?? value;
      firsts.set(name, stored);
      return stored;
    },
    readKnowledge: async (relay) => knowledge.get(relay),
    writeKnowledge: async (relay, stored, { put, remove }) => {
      knowledge.set(relay, stored);
      for (const [key, entry] of put) tail.set(key, entry);
      for (const key of remove) tail.delete(key);
      return true;
    },
    readTailKeys: async () => [...tail.keys()],
    readTail: async () => [...tail.values()],
    readCopies: async () => [...copies.keys()],
    readCopy: async (copy) => copies.get(copy),
    writeCopy: async (copy, file, gone) => {
      for (const each of gone) copies.delete(each);
      copies.set(copy, file);
      return true;
    },
    state: { type: 'saved' },
    onStateChange: () => () => {},
    close: async () => {},
    remove: async () => {},
  };
}

/** Run as a child: commits to the store in argv[2] until it is killed; prints what was acknowledged. */
import { writeSync } from 'node:fs';
import { bookIdOf } from '@wardbook/shared/base/ids';
import { chainNext, chainStart } from '@wardbook/shared/protocol/chain';
import { openSqliteStore } from '../store/sqlite.ts';

const opened = openSqliteStore(process.argv[2]!);
if (opened.type !== 'opened') throw new Error(opened.detail);
const book = bookIdOf(new Uint8Array(32).fill(7));
const log = new Uint8Array(16);
let hash = chainStart(book, log);
const entry = (seq: number) => {
  const blob = new Uint8Array(300).fill(seq);
  hash = chainNext(hash, 'update', seq, blob);
  return { kind: 'update' as const, at: seq, blob, hash };
};
await opened.store.createLog({ book, log, entries: [entry(1)] });
for (let after = 1; ; after += 1) {
  const commit = { book, after, entries: [entry(after + 1)], covers: 0 };
  const saved = await opened.store.commit([commit]);
  if (saved.type !== 'saved') throw new Error(JSON.stringify(saved));
  writeSync(1, `${after + 1}\n`);
}

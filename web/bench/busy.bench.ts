/**
 * A ward of 13,000 electors after four years of thirty devices in 36,000 sittings, with 5,000 and with
 * 50,000 events: how large its document is, and how long it takes to read all of it, in Node.
 */
import { assert } from '@wardbook/shared/base/assert';
import { openBook } from '@wardbook/shared/books/ward';
import { History } from '@wardbook/shared/find/history';
import { registerIndex } from '@wardbook/shared/kinds/register/register-index';
import { busyDevices, busyElectors, busyWardUpdate } from '@wardbook/shared/testing/busy-ward';
import * as Y from 'yjs';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { rowOf, runCount } from './parts/statistics.ts';

export const name = 'A ward after four years';

export async function run(): Promise<readonly Row[]> {
  return [5_000, 50_000].flatMap(measure);
}

function measure(events: number): Row[] {
  const update = busyWardUpdate(events);
  const read: number[] = [];
  const bare: number[] = [];
  let vector = 0;
  for (let done = 0; done < runCount; done += 1) {
    const from = performance.now();
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    bare.push(performance.now() - from);
    const book = openBook(doc);
    const electors = book.of(registerIndex).people();
    const history = new History(book);
    let known = 0;
    for (const id of electors.keys()) known += history.person(id).timeline().length;
    read.push(performance.now() - from);
    assert(electors.size === busyElectors, 'everybody is there');
    assert(known === events, 'and so is all that was recorded');
    vector = Y.encodeStateVector(doc).length;
    assert(
      Y.decodeStateVector(Y.encodeStateVector(doc)).size === busyDevices,
      'under few client ids',
    );
    doc.destroy();
  }
  const of = `13,000 electors, ${events.toLocaleString('en')} events`;
  const yardstick = { what: 'the document alone, nothing read of it', samples: bare };
  return [
    rowOf(`${of}: document`, 'KB', [update.length / 1_000]),
    rowOf(`${of}: state vector`, 'bytes', [vector]),
    rowOf(`${of}: read, with all that is derived, in Node`, 'ms', read, { yardstick }),
  ];
}

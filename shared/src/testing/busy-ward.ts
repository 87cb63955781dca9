/**
 * A ward after four years: 13,000 electors, thirty devices in 36,000 sittings, and so many events, from
 * a seed. Every device writes under the one client id of its own, as the app does, through the commands
 * that people use.
 */
import * as Y from 'yjs';
import { assert } from '../base/assert.ts';
import { clientIdOf } from '../base/client-id.ts';
import { newId, type BookId, type DeviceId } from '../base/ids.ts';
import { createBook } from '../books/ward.ts';
import { Chance } from '../demo/chance.ts';
import { recordAnswer } from '../kinds/answer/answer.ts';
import { codes } from '../kinds/code/code.ts';
import { setField } from '../kinds/detail/detail.ts';
import { writeHolder } from '../kinds/holder/holder.ts';
import { addNote } from '../kinds/note/note.ts';
import { applyImport } from '../kinds/register/apply-import.ts';
import type { EditionId, PersonId } from '../kinds/register/elector.ts';
import { planImport } from '../kinds/register/register-import.ts';
import { registerIndex } from '../kinds/register/register-index.ts';
import type { Book } from '../ledger/book.ts';
import type { Author, CommandResult } from '../ledger/command.ts';
import { bookNumbered, deviceNumbered } from './statements.ts';
import { wardEntries } from './measured-ward.ts';

export const busyElectors = 13_000;
export const busyDevices = 30;
const busySittings = 36_000;

const start = Date.UTC(2022, 10, 1);
const spanMs = 4 * 365 * 86_400_000;
const book: BookId = bookNumbered(1);

/** As one Yjs update. `events`: what people record; what the app writes by itself comes besides. */
export function busyWardUpdate(events: number): Uint8Array {
  const doc = new Y.Doc();
  const chance = new Chance(11);
  const devices = Array.from({ length: busyDevices }, (_, n) => deviceNumbered(n + 1));
  const sitAs = (device: DeviceId) => (doc.clientID = clientIdOf(book, device, 0));
  sitAs(devices[0]!);
  const founder: Author = { device: devices[0]!, now: () => start, random: chance.bytes };
  const ward = createBook(doc, founder, { ward: 'Busy', council: 'Council', districts: [] });
  const people = takeInRegister(ward, founder);
  let written = 0;
  for (let sitting = 0; sitting < busySittings; sitting += 1) {
    const device = chance.pick(devices);
    sitAs(device);
    const at = start + Math.floor((spanMs * sitting) / busySittings);
    const author: Author = { device, now: () => at, random: chance.bytes };
    writeHolder(ward, author, { device, at });
    const due = Math.floor((events * (sitting + 1)) / busySittings);
    for (; written < due; written += 1) {
      const done = record(ward, author, chance, chance.pick(people));
      assert(done.type === 'done', 'what people do in a ward can be recorded');
    }
  }
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function takeInRegister(ward: Book, founder: Author): PersonId[] {
  const edition = newId<EditionId>(founder.random);
  const entries = wardEntries(busyElectors);
  const plan = planImport(entries, ward.of(registerIndex), edition, founder.random);
  const summary = { file: 'register.csv', layout: 'xpress-14', problems: 0 };
  assert(applyImport(ward, founder, plan, summary).type === 'done', 'a register is taken in');
  return plan.added.flatMap(({ id, anonymous }) => (anonymous ? [] : [id]));
}

function record(ward: Book, author: Author, chance: Chance, person: PersonId): CommandResult {
  const kind = chance.between(1, 100);
  if (kind <= 55) return recordAnswer(ward, author, { person, outcome: 'not-in' });
  if (kind <= 85) {
    const code = chance.pick(codes(ward)).id;
    return recordAnswer(ward, author, { person, outcome: 'spoke', code });
  }
  if (kind <= 92)
    return addNote(ward, author, { person, text: 'Wants the lamp in the lane mended' });
  return setField(ward, author, { person, field: 'mobile', value: '07700 900123', over: [] });
}

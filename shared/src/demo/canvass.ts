/**
 * A year of doorstep work in the demo ward, recorded through the same commands that people use:
 * about 25 sessions by six activists. Needs a book with its electors in it.
 */
import { code, codes } from '../kinds/code/code.ts';
import type { Book } from '../ledger/book.ts';
import type { Author } from '../ledger/command.ts';
import type { Elector } from '../kinds/register/elector.ts';
import { namePerson } from '../kinds/device/device.ts';
import { recordAnswer, recordNotIn, type Questions } from '../kinds/answer/answer.ts';
import { saveMemory } from '../kinds/memory/memory.ts';
import type { EventId } from '../ledger/ledger.ts';
import { toBase64Url } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import { walkIndex } from '../kinds/register/walk-index.ts';
import type { Household, Street } from '../kinds/register/walk.ts';
import type { Chance } from './chance.ts';
import { authorAt, type Canvass } from './canvass-team.ts';
import { recordDetails } from './details.ts';
import { activists, answerNotes, knowledge } from './local-knowledge.ts';
import { demoDistricts, leanings, type Lean } from './streets.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const sessionCount = 25;
const answersPerSession = 100;
/** Streets in one walk: enough that it ends by its count of answers rather than by its doors. */
const streetsPerWalk = 4;

/** Writes the whole year before `now`, as one transaction. */
export function recordYear(book: Book, chance: Chance, now: number): void {
  const team = activists.map(() => toBase64Url(chance.bytes(32)) as DeviceId);
  const codeByLetter = new Map(codes(book).map(({ letter, id }) => [letter, id]));
  const canvass: Canvass = { book, chance, team, codeByLetter };
  const streets = book
    .of(walkIndex)
    .streets()
    .filter(({ kind }) => kind === 'street');
  book.doc.transact(() => {
    team.forEach((device, index) =>
      namePerson(book, authorAt(canvass, device, now), device, {
        name: activists[index]!,
        colour: index,
      }),
    );
    for (let session = 0; session < sessionCount; session += 1)
      walk(canvass, streets, sessionStart(now, session, chance));
    rememberPlaces(canvass, now);
    recordDetails(canvass, now);
  });
}

/** Saturdays at half past ten and Wednesdays at six, going back from last week to a year ago. */
function sessionStart(now: number, session: number, chance: Chance): number {
  const weeksAgo = 1 + Math.floor((session * 51) / sessionCount);
  const isSaturday = chance.happens(0.6);
  const midnight = Math.floor((now - weeksAgo * 7 * dayMs) / dayMs) * dayMs;
  const daysToGo = ((isSaturday ? 6 : 3) - new Date(midnight).getUTCDay() + 7) % 7;
  return midnight + (daysToGo - 7) * dayMs + (isSaturday ? 10.5 : 18) * 60 * minuteMs;
}

function walk(canvass: Canvass, streets: readonly Street[], start: number): void {
  const { chance } = canvass;
  const knockers = chance.sample(canvass.team, chance.between(2, 3));
  const first = chance.between(0, streets.length - streetsPerWalk);
  let at = start;
  let answers = 0;
  for (const street of streets.slice(first, first + streetsPerWalk)) {
    const lean = leanOf(street);
    for (const household of street.households) {
      if (answers >= answersPerSession) return;
      at += chance.between(20, 150) * 1000;
      answers += knock(canvass, household, lean, authorAt(canvass, chance.pick(knockers), at));
    }
  }
}

/** How many answers were written. */
function knock(canvass: Canvass, household: Household, lean: Lean, author: Author): number {
  const { book, chance } = canvass;
  const people = household.electors;
  const what = chance.weighted([
    ['nobody', 56],
    ['talk', 37],
    ['refused', 3],
    ['no-access', household.building === undefined ? 0.4 : 4],
    ['moved', 1],
    ['someone-else', 1.2],
    ['do-not-knock', 0.5],
    ['deceased', 0.3],
  ] as const);
  if (what === 'nobody') {
    recordNotIn(
      book,
      author,
      people.map(({ id }) => id),
    );
    return people.length;
  }
  const met =
    what === 'talk' ? chance.sample(people, chance.happens(0.35) ? 2 : 1) : [chance.pick(people)];
  // Those who share a door often share a view.
  const letter = chance.weighted(leanings[lean]);
  met.forEach((person, index) => {
    if (what !== 'talk') {
      recordAnswer(book, author, { person: person.id, outcome: what });
      return;
    }
    const own = index === 0 || chance.happens(0.7) ? letter : chance.weighted(leanings[lean]);
    const ids = talk(canvass, person, own, author);
    // A slip of the thumb, taken back a few seconds later.
    if (chance.happens(0.006))
      book.undo(authorAt(canvass, author.device, author.now() + 6_000), ids);
  });
  return met.length;
}

function talk(canvass: Canvass, person: Elector, letter: string, author: Author): EventId[] {
  const { book, chance, codeByLetter } = canvass;
  const result = recordAnswer(book, author, {
    person: person.id,
    outcome: 'spoke',
    code: codeByLetter.get(letter),
    questions: questions(canvass, letter),
    note: chance.happens(0.09) ? chance.pick(answerNotes) : undefined,
  });
  return result.type === 'done' ? result.ids : [];
}

function questions(canvass: Canvass, letter: string): Questions {
  const { book, chance, codeByLetter } = canvass;
  const lastTime = codeByLetter.get(chance.happens(0.75) ? letter : chance.pick(['L', 'T', 'S']));
  const undecided = letter === 'D' || letter === 'W';
  const issues = knowledge.filter(({ kind }) => kind === 'issue');
  return {
    ...(chance.happens(0.4) && lastTime !== undefined && code(book, lastTime) && { lastTime }),
    ...(undecided &&
      chance.happens(0.7) && { consider: chance.pick(['yes', 'maybe', 'no'] as const) }),
    ...(chance.happens(0.5) && {
      likely: letter === 'X' ? 1 : chance.pick([2, 3, 4, 4, 5, 5, 5] as const),
    }),
    ...(chance.happens(0.35) && {
      how: chance.happens(0.25) ? ('post' as const) : ('person' as const),
    }),
    ...(chance.happens(0.22) && { issue: chance.pick(issues).title }),
    ...(chance.happens(0.03) && { poster: true }),
    ...(chance.happens(0.015) && { help: true }),
    ...(chance.happens(0.008) && { join: true }),
    ...(chance.happens(0.3) && { privacyGiven: true }),
  };
}

/** Issues and notes, the settled ones with a second version over the first. */
function rememberPlaces(canvass: Canvass, now: number): void {
  const { book, chance, team } = canvass;
  for (const { settled, ...known } of knowledge) {
    const at = now - chance.between(60, 350) * dayMs + chance.between(9 * 60, 21 * 60) * minuteMs;
    const author = authorAt(canvass, chance.pick(team), at);
    const saved = saveMemory(book, author, { ...known, state: 'open' });
    if (saved.type === 'refused' || settled === undefined) continue;
    const later = authorAt(canvass, chance.pick(team), at + chance.between(10, 50) * dayMs);
    const { item, ids } = saved;
    saveMemory(book, later, { ...known, text: settled, state: 'done', item, over: ids });
  }
}

function leanOf(street: Street): Lean {
  const district = demoDistricts.find(({ letters }) => letters === street.district);
  return district?.streets.find(({ name }) => name === street.name)?.lean ?? 'mixed';
}

/** Contact details, flags and notes about doors in the demo ward. Numbers and addresses are ones
 * set aside for fiction; nobody has them. */
import { electors } from '../kinds/register/register.ts';
import { addNote } from '../kinds/note/note.ts';
import { setField, type FieldName, type FieldValue } from '../kinds/detail/detail.ts';
import type { Elector } from '../kinds/register/elector.ts';
import { authorAt, type Canvass } from './canvass-team.ts';
import { answerNotes, doorNotes } from './local-knowledge.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

type Make = (canvass: Canvass, person: Elector) => FieldValue;

const set: Make = () => true;

const details: readonly (readonly [FieldName, number, Make])[] = [
  ['mobile', 70, ({ chance }) => `07700 900${threeDigits(chance.between(0, 999))}`],
  ['phone', 30, ({ chance }) => `01632 960${threeDigits(chance.between(0, 999))}`],
  ['email', 55, (_, person) => `${mailName(person)}@example.org`],
  ['known-as', 18, (_, person) => person.forenames.split(' ').at(-1)!.slice(0, 4)],
  ['about', 60, ({ chance }) => chance.pick(doorNotes)],
  ['flag:postal', 140, set],
  ['flag:poster', 42, set],
  ['flag:helper', 16, set],
  ['flag:do-not-knock', 18, set],
  ['flag:moved', 12, set],
  ['flag:objects', 5, set],
  ['flag:deceased', 4, set],
];

export function recordDetails(canvass: Canvass, now: number): void {
  const { book, chance, team } = canvass;
  const people = electors(book).electors.filter(({ anonymous }) => !anonymous);
  const aTime = () =>
    now - chance.between(3, 340) * dayMs + chance.between(9 * 60, 21 * 60) * minuteMs;
  for (const [field, count, make] of details) {
    for (const person of chance.sample(people, count)) {
      const author = authorAt(canvass, chance.pick(team), aTime());
      setField(book, author, { person: person.id, field, value: make(canvass, person), over: [] });
    }
  }
  for (const person of chance.sample(people, 20)) {
    const author = authorAt(canvass, chance.pick(team), aTime());
    addNote(book, author, { person: person.id, text: chance.pick(answerNotes) });
  }
  // Two people wrote down different numbers for the same person while apart: both are kept.
  for (const person of chance.sample(people, 2)) {
    const at = aTime();
    for (const device of chance.sample(team, 2)) {
      const value = `07700 900${threeDigits(chance.between(0, 999))}`;
      const author = authorAt(canvass, device, at + chance.between(0, 90) * minuteMs);
      setField(book, author, { person: person.id, field: 'mobile', value, over: [] });
    }
  }
}

function threeDigits(number: number): string {
  return String(number).padStart(3, '0');
}

function mailName({ forenames, surname }: Elector): string {
  const first = forenames.split(' ')[0] ?? '';
  const plain = `${first}.${surname}`.normalize('NFKD').replace(/[^\w.-]/g, '');
  return plain.toLowerCase();
}

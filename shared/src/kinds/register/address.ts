/**
 * Reads the lines of an address as a street, a house number, a building and a flat. Councils set
 * these out in many ways ('Flat 7, 45 High Road' in one line, '56 Flat 1', number and road on two
 * lines, a range in brackets), so this looks for the line most like a street and takes what stands
 * before it as the way in. What it cannot tell apart it keeps in the label: nothing is dropped.
 */
import {
  partOfHousePattern,
  spellOut,
  streetness,
  unitPattern,
  type Streetness,
} from './address-words.ts';
import { matchKey } from './text-key.ts';

export interface Place {
  readonly street: string;
  /** Equal for all spellings of one street. */
  readonly streetKey: string;
  /** First number of the house; undefined for a house with a name only. */
  readonly number: number | undefined;
  /** What follows the first number: 'A', '-102', ''. */
  readonly numberRest: string;
  /** Flat, floor or room; '' for a whole house. */
  readonly unit: string;
  /** Name of the building or house, '' when it has a number only. */
  readonly building: string;
}

/** One piece of an address: a line, or a part of one that holds several. */
export interface Part {
  readonly text: string;
  readonly number: { readonly value: number; readonly rest: string } | undefined;
  /** Without the number. */
  readonly name: string;
  readonly key: string;
  readonly streetness: Streetness;
}

/** Remembers the words it has seen: streets and towns come again thousands of times. */
export type NameMemo = Map<string, Pick<Part, 'key' | 'streetness'>>;

/** The lines of an address as parts, the step before `readPlace` and `partsKey`. */
export function splitAddress(lines: readonly string[], memo: NameMemo): Part[] {
  return lines.flatMap(splitLine).map((text) => readPart(text, memo));
}

/** undefined when there are no parts. */
export function readPlace(parts: readonly Part[]): Place | undefined {
  if (parts.length === 0) return undefined;
  const at = streetIndex(parts);
  const street = parts[at]!;
  let before = parts.slice(0, at);
  let number = street.number;
  if (number === undefined) {
    // '26' and 'High Road' on lines of their own, perhaps with the flat between them.
    const lone = before.findLastIndex((part) => part.name === '' && part.number !== undefined);
    if (lone >= 0 && before.slice(lone).every(isPartOfHouse)) {
      number = before[lone]!.number;
      before = before.toSpliced(lone, 1);
    }
  }
  return {
    street: street.name,
    streetKey: street.key,
    number: number?.value,
    numberRest: number?.rest ?? '',
    ...unitAndBuilding(before, street),
  };
}

/** Equal for all spellings of one address. */
export function partsKey(parts: readonly Part[], postcode: string): string {
  let key = postcode.replaceAll(/\s/g, '').toUpperCase();
  for (const { number, key: name } of parts)
    key +=
      number === undefined ? `|${name}` : `|${number.value}${number.rest.toLowerCase()} ${name}`;
  return key;
}

function unitAndBuilding(before: readonly Part[], street: Part): Pick<Place, 'unit' | 'building'> {
  const ownBuilding = street.streetness === 0 && before.length > 0 ? street.name : '';
  const last = before.at(-1);
  if (last === undefined) return { unit: '', building: '' };
  if (isPartOfHouse(last)) return { unit: joined(before), building: ownBuilding };
  // '12 Maple House' above a street: flat 12 of Maple House.
  if (last.number !== undefined) {
    const unit = joined([...before.slice(0, -1), { text: last.text.slice(0, -last.name.length) }]);
    return { unit, building: last.name };
  }
  return { unit: joined(before.slice(0, -1)), building: last.text };
}

function joined(parts: readonly Pick<Part, 'text'>[]): string {
  return parts.map((part) => part.text.trim()).join(', ');
}

function isPartOfHouse(part: Part): boolean {
  return part.name === '' || partOfHousePattern.test(part.text);
}

const numberForm = /^\[?(\d{1,6})([a-z]?(?:\s*[-–/&+]\s*\d{1,6}[a-z]?)*)\]?(?=\s|$)\s*/i;

function readPart(text: string, memo: NameMemo): Part {
  const found = unitPattern.test(text) ? null : numberForm.exec(text);
  const name = found === null ? text : text.slice(found[0].length);
  let known = memo.get(name);
  if (known === undefined) {
    const key = spellOut(matchKey(name));
    known = { key, streetness: streetness(key) };
    memo.set(name, known);
  }
  const { key, streetness: howMuch } = known;
  if (found === null) return { text, name, key, streetness: howMuch, number: undefined };
  const rest = found[2] === '' ? '' : found[2]!.replaceAll(' ', '').replace('–', '-');
  return { text, name, key, streetness: howMuch, number: { value: Number(found[1]), rest } };
}

/** The part most like a street; the first of equals. */
function streetIndex(parts: readonly Part[]): number {
  let best = 0;
  let bestScore = -1;
  parts.forEach((part, index) => {
    const score = streetScore(part, parts[index - 1], parts.length === 1 || index > 0);
    if (score > bestScore) {
      best = index;
      bestScore = score;
    }
  });
  return best;
}

function streetScore(part: Part, above: Part | undefined, mayLackNumber: boolean): number {
  if (part.name === '' || isPartOfHouse(part)) return 0;
  const numberAbove = above !== undefined && above.name === '' && above.number !== undefined;
  if (part.number !== undefined) return [3, 6, 8, 10][part.streetness]!;
  if (numberAbove && part.streetness > 0) return [0, 5, 8, 9][part.streetness]!;
  if (part.streetness === 3) return 7;
  return mayLackNumber ? [1, 2, 4][part.streetness]! : 1;
}

/** Other blanks than single spaces between words; councils write some that do not break. */
const untidy = /^\s|\s$|\s\s|[^\S ]/;

const numberThenUnit =
  /^(\d{1,6}[a-z]?),?\s+((?:flat|apartment|apt|unit|room)\s+\w{1,4})\b\s*(.*)$/i;
const unitThenRest =
  /^((?:flat|apartment|apt|unit|room|studio|maisonette)s?\s+(?:\d[\w/.-]*|[a-z]))\s+(?=\S{2})(.+)$/i;
const overSomething =
  /^(.*\b(?:flat|floor|maisonette)\b(?:\s+(?:above|over|at|behind|rear of))?)\s+(\d+\w?\s+\D.*)$/i;

/** One line as its parts: split at commas and where a flat and a house share a line. */
function splitLine(line: string): string[] {
  const text = untidy.test(line) ? line.replace(/\s+/g, ' ').trim() : line;
  if (text === '') return [];
  if (text.includes(',')) return text.split(',').flatMap(splitLine);
  if (!/flat|apartment|apt|unit|room|studio|maisonette|floor/i.test(text)) return [text];
  const swapped = numberThenUnit.exec(text);
  if (swapped !== null) return [swapped[2]!, `${swapped[1]!} ${swapped[3]!}`.trim()];
  const together = unitThenRest.exec(text) ?? overSomething.exec(text);
  return together === null ? [text] : [together[1]!, together[2]!];
}

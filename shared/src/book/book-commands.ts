/**
 * Changes to the book itself: its name, districts, codes, members and holders. Codes are never deleted,
 * since old answers carry them; they are retired. Each is one transaction.
 */
import type { DeviceId } from '../base/ids.ts';
import { isPlainName } from '../base/plain-name.ts';
import type { RandomBytes } from '../base/ports.ts';
import { code, holder, isName, isNewerSchema, member, type Book } from './book.ts';
import { refused, type Author, type Refused } from './command.ts';
import {
  codeToStored,
  districtToStored,
  holderToStored,
  isDistrictLetters,
  memberToStored,
  parseCode,
  parseDistrict,
  parseHolder,
  parseMember,
} from './parse-book.ts';
import { bounds, newId, type Code, type CodeId, type District, type Member } from './schema.ts';
import type { StoredRecord } from '../base/stored-record.ts';

export type Changed = { readonly type: 'done' } | Refused;

const done = { type: 'done' } as const;

interface Named {
  readonly name: string;
  readonly colour: number;
}

/** Gives a device its person's name and colour. What the device is called stays. */
export function setMember(book: Book, device: DeviceId, { name, colour }: Named): Changed {
  return putMember(book, { ...member(book, device), device, name: name.trim(), colour });
}

/** As above, and writes down what they were called before, until when, and who changed it. */
export function renameMember(
  book: Book,
  device: DeviceId,
  { before, name, colour }: Named & { readonly before: string },
  { device: by, now }: Pick<Author, 'device' | 'now'>,
): Changed {
  const known = member(book, device);
  const past = [...(known?.formerly ?? []), { name: before, until: now(), by }];
  const formerly = name.trim() === before ? known?.formerly : past.slice(-bounds.formerNamesMax);
  return putMember(book, { ...known, device, name: name.trim(), colour, formerly });
}

/** Says something, fits and can be seen: what a device can be called. */
export function isDeviceName(text: string): boolean {
  const name = text.trim();
  return name !== '' && name.length <= bounds.deviceNameMax && isPlainName(name);
}

/** Gives a device a name of its own. `person` is written too where the book has no entry for it. */
export function setDeviceName(book: Book, device: DeviceId, name: string, person: Named): Changed {
  if (!isDeviceName(name)) return refused('not-allowed');
  const known = member(book, device) ?? { device, name: person.name, colour: person.colour };
  return putMember(book, { ...known, deviceName: name.trim() });
}

function putMember(book: Book, next: Member): Changed {
  const { device, name, colour } = next;
  const stored = memberToStored(next, book.members.get(device));
  const fits = isName(name) && parseMember(device, stored)?.colour === colour;
  return write(book, 'members', device, stored, fits);
}

/** How often it is written down that a device has everything, at the most. */
export const holderEveryMs = 12 * 60 * 60 * 1000;

/** Whether it is time to write it down again. An entry from a clock far ahead is put right. */
export function isHolderDue(book: Book, device: DeviceId, at: number): boolean {
  const known = holder(book, device);
  return known === undefined || Math.abs(at - known.at) >= holderEveryMs;
}

/** Writes down that a device has everything, if it is time to. */
export function noteHolder(book: Book, device: DeviceId, at: number): Changed {
  if (!isHolderDue(book, device, at)) return refused('nothing');
  const stored = holderToStored({ device, at }, book.holders.get(device));
  return write(book, 'holders', device, stored, parseHolder(device, stored) !== undefined);
}

/** Adds a district, or changes the name and place of the one with these letters. */
export function addDistrict(book: Book, district: District): Changed {
  const { letters, place } = district;
  const texts = [district.name, place ?? ''];
  if (!isDistrictLetters(letters) || !texts.every((text) => isPlainName(text.trim())))
    return refused('not-allowed');
  const well = {
    letters,
    name: district.name.trim(),
    ...(place !== undefined && { place: place.trim() }),
  };
  const stored = districtToStored(well, book.districts.get(letters));
  return write(book, 'districts', letters, stored, parseDistrict(letters, stored) !== undefined);
}

/** Changes a code, or adds one when it carries no id. */
export function setCode(
  book: Book,
  random: RandomBytes,
  change: Omit<Code, 'id' | 'retired'> & { readonly id?: CodeId; readonly retired?: boolean },
): { readonly type: 'done'; readonly id: CodeId } | Refused {
  const id = change.id ?? newId<CodeId>(random);
  const current = code(book, id);
  if (change.id !== undefined && current === undefined) return refused('unknown-code');
  const next: Code = {
    id,
    letter: change.letter.trim(),
    label: change.label.trim(),
    colour: change.colour,
    order: change.order,
    retired: change.retired ?? current?.retired ?? false,
  };
  const stored = codeToStored(next, book.codes.get(id));
  const read = parseCode(id, stored);
  const canBeSeen = isPlainName(next.letter) && isPlainName(next.label);
  const fits =
    canBeSeen && next.label !== '' && read?.order === next.order && read.colour === next.colour;
  const result = write(book, 'codes', id, stored, fits);
  return result.type === 'done' ? { type: 'done', id } : result;
}

/** Stops offering a code. Answers that carry it keep it. */
export function retireCode(book: Book, id: CodeId): Changed {
  const current = code(book, id);
  if (current === undefined) return refused('unknown-code');
  return write(
    book,
    'codes',
    id,
    codeToStored({ ...current, retired: true }, book.codes.get(id)),
    true,
  );
}

export function setSettings(
  book: Book,
  change: { readonly ward?: string; readonly council?: string },
): Changed {
  if (isNewerSchema(book)) return refused('newer-book');
  const names = Object.entries({ ward: change.ward, council: change.council }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  if (names.length === 0) return refused('nothing');
  if (!names.every(([, name]) => isName(name))) return refused('not-allowed');
  book.doc.transact(() => {
    for (const [key, name] of names) book.settings.set(key, name.trim());
  });
  return done;
}

function write(
  book: Book,
  part: 'members' | 'holders' | 'districts' | 'codes',
  key: string,
  stored: StoredRecord,
  fits: boolean,
): Changed {
  if (isNewerSchema(book)) return refused('newer-book');
  if (!fits) return refused('not-allowed');
  book.doc.transact(() => book[part].set(key, stored));
  return done;
}

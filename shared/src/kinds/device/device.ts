/** What the devices of a book are called, and the people they belong to. Under a person's first device stand their name and colour. */
import { bounds } from '../../base/bounds.ts';
import {
  as,
  count,
  lenient,
  list,
  name,
  oneOf,
  optional,
  record,
  type ValueOf,
} from '../../base/fields.ts';
import { compareText } from '../../base/compare-text.ts';
import type { DeviceId } from '../../base/ids.ts';
import { isPlainName } from '../../base/plain-name.ts';
import type { Book } from '../../ledger/book.ts';
import { refused, type Author, type CommandResult } from '../../ledger/command.ts';
import {
  deviceId,
  happened,
  over,
  type Derived,
  type Kind,
  type Reading,
} from '../../ledger/kind.ts';
import { say, StatedIndex } from '../../ledger/stated.ts';
import { isName } from '../../base/is-name.ts';

export const deviceNameMax = 60;
export const formerNamesMax = 20;
/** Far above what people can tell apart. */
const paletteMax = 255;

export interface DeviceNames {
  readonly device: DeviceId;
  readonly name: string;
  /** Index into the palette of people's colours. */
  readonly colour: number;
  /** What the device itself is called: 'Old laptop'. */
  readonly deviceName?: string;
  /** What its person was called before, the oldest first. */
  readonly formerly?: readonly FormerName[];
}

export interface FormerName {
  readonly name: string;
  /** When it was changed, and by whom: ms since 1970. */
  readonly until: number;
  readonly by: DeviceId;
}

type Said = Omit<DeviceNames, 'device'>;

interface Named {
  readonly name: string;
  readonly colour: number;
}

const formerName = record({
  name: name(bounds.nameMax),
  until: count(bounds.atMax),
  by: deviceId,
});

const deviceRecord = record({
  ...happened,
  type: as('t', oneOf(['device'])),
  device: as('d', deviceId),
  name: optional(name(bounds.nameMax)),
  colour: optional(count(paletteMax)),
  deviceName: lenient(optional(name(deviceNameMax))),
  formerly: lenient(optional(list(formerName, formerNamesMax))),
  over,
});
export type DeviceEvent = ValueOf<typeof deviceRecord>;

export const deviceKind: Kind<DeviceEvent> = {
  type: 'device',
  record: deviceRecord,
  subject: ({ device }) => device,
  aboutDevice: ({ device }) => device,
  replaces: ({ over: versions }) => versions,
};

export const deviceIndex: Derived<DeviceEvent, StatedIndex<DeviceEvent, Said>> = {
  kinds: [deviceKind],
  begin: () =>
    new StatedIndex(({ device }) => device, ['name', 'colour', 'deviceName', 'formerly']),
};

/** By name. One entry for each device that has been given one. */
export function devicesNamed(book: Reading): DeviceNames[] {
  return book
    .of(deviceIndex)
    .subjects()
    .flatMap((device) => namesOf(book, device as DeviceId) ?? [])
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.device, b.device));
}

export function namesOf(book: Reading, device: DeviceId): DeviceNames | undefined {
  const {
    name: called = '',
    colour = 0,
    deviceName,
    formerly,
  } = book.of(deviceIndex).of(device).said;
  if (called === '') return undefined;
  return {
    device,
    name: called,
    colour,
    ...(deviceName && { deviceName }),
    ...(formerly && formerly.length > 0 && { formerly }),
  };
}

/** Gives a device its person's name and colour. What the device is called stays. */
export function namePerson(
  book: Book,
  author: Author,
  device: DeviceId,
  named: Named,
): CommandResult {
  return sayOfDevice(book, author, device, named);
}

/** As above, and writes down what they were called before, until when, and who changed it. */
export function renamePerson(
  book: Book,
  author: Author,
  device: DeviceId,
  { before, name: called, colour }: Named & { readonly before: string },
): CommandResult {
  const past = { name: before, until: author.now(), by: author.device };
  const formerly = [...(namesOf(book, device)?.formerly ?? []), past].slice(-formerNamesMax);
  const isNew = called.trim() !== before;
  return sayOfDevice(book, author, device, {
    name: called,
    colour,
    ...(isNew && { formerly }),
  });
}

/** Says something, fits and can be seen: what a device can be called. */
export function isDeviceName(text: string): boolean {
  const called = text.trim();
  return called !== '' && called.length <= deviceNameMax && isPlainName(called);
}

/** Gives a device a name of its own. `person` is written too where the book has no entry for it. */
export function nameDevice(
  book: Book,
  author: Author,
  device: DeviceId,
  deviceName: string,
  person: Named,
): CommandResult {
  if (!isDeviceName(deviceName)) return refused('not-allowed');
  const { name: called, colour } = namesOf(book, device) ?? person;
  return sayOfDevice(book, author, device, { name: called, colour, deviceName: deviceName.trim() });
}

function sayOfDevice(
  book: Book,
  author: Author,
  device: DeviceId,
  next: Named & Partial<Said>,
): CommandResult {
  const well = { ...next, name: next.name.trim() };
  if (!isName(well.name)) return refused('not-allowed');
  const subject = { key: device, properties: { device } };
  return say(book, author, { kind: deviceKind, index: deviceIndex }, subject, well);
}

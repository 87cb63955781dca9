/**
 * What a book holds, as the rest of the house sees it: ids, records, events and their bounds.
 * How each is written into the document is known to the `parse-*` files alone.
 */
import { toBase64Url } from '../base/bytes.ts';
import type { Brand, DeviceId } from '../base/ids.ts';
import type { RandomBytes } from '../base/ports.ts';
import type { EventId } from '../ledger/ledger.ts';

export type { EventId };

/** Raised only when an older app could no longer write without harm; additions do not raise it. */
export const schemaVersion = 1;

export type PersonId = Brand<string, 'PersonId'>;
export type CodeId = Brand<string, 'CodeId'>;
export type ImportId = Brand<string, 'ImportId'>;
export type MemoryId = Brand<string, 'MemoryId'>;
export type BatchId = Brand<string, 'BatchId'>;
/** All of these are 16 characters of URL-safe base64 for 12 bytes. */
type RecordId = PersonId | EventId | CodeId | ImportId | MemoryId | BatchId;

export const idBytes = 12;
export const saltBytes = 16;

/** Lengths are in UTF-16 units, as `string.length` counts them. */
export const bounds = {
  nameMax: 200,
  titleMax: 200,
  textMax: 4_000,
  addressLinesMax: 12,
  addressLineMax: 200,
  shortMax: 64,
  districtMax: 20,
  codeLetterMax: 3,
  codeLabelMax: 60,
  batchMax: 500,
  headsMax: 100,
  /** About one person or one thing remembered. No app writes more; what others wrote is read. */
  eventsAboutMax: 2_000,
  deviceNameMax: 60,
  formerNamesMax: 20,
  countMax: 10_000_000,
  /** The year 2200: a clock beyond it is broken, not merely wrong. */
  atMax: 7_258_118_400_000,
} as const;

export const codeColours = [
  'slate',
  'red',
  'orange',
  'amber',
  'yellow',
  'green',
  'teal',
  'sky',
  'blue',
  'purple',
  'pink',
  'brown',
] as const;
export type CodeColour = (typeof codeColours)[number];

export interface BookSettings {
  readonly schema: number;
  readonly kind: string;
  readonly ward: string;
  readonly council: string;
  readonly createdAt: number;
  /** Base64url of 16 bytes; goes into the ids of imported people. */
  readonly salt: string;
  readonly demo: boolean;
}

export interface District {
  /** As on the register: '1BDF'. */
  readonly letters: string;
  readonly name: string;
  /** Where its people vote. */
  readonly place?: string;
}

export interface Code {
  readonly id: CodeId;
  readonly letter: string;
  readonly label: string;
  readonly colour: CodeColour;
  readonly order: number;
  /** No longer offered; answers that carry it keep it. */
  readonly retired: boolean;
}

export interface Member {
  readonly device: DeviceId;
  readonly name: string;
  /** Index into the palette of people's colours. */
  readonly colour: number;
  /** What the device itself is called: 'Old laptop'. */
  readonly deviceName?: string;
  /** What its person was called before, the oldest first. */
  readonly formerly?: readonly FormerName[] | undefined;
}

export interface FormerName {
  readonly name: string;
  /** When it was changed, and by whom: ms since 1970. */
  readonly until: number;
  readonly by: DeviceId;
}

/** A device that was seen to have the whole book. */
export interface Holder {
  readonly device: DeviceId;
  /** When it last had everything, ms since 1970, by the clock of whichever device wrote this. */
  readonly at: number;
}

export interface ImportRecord {
  readonly id: ImportId;
  readonly at: number;
  readonly by: DeviceId;
  readonly file: string;
  readonly layout: string;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: number;
}

export interface Elector {
  readonly id: PersonId;
  readonly district: string;
  /** Text, without district and suffix. */
  readonly number: string;
  /** '' when there is none. */
  readonly suffix: string;
  readonly surname: string;
  readonly forenames: string;
  readonly title?: string;
  readonly nameSuffix?: string;
  /** Lines that are not empty, without the postcode. */
  readonly address: readonly string[];
  readonly postcode: string;
  readonly markers: string;
  readonly optedOut: boolean;
  /** ISO date, or ''. */
  readonly attains: string;
  readonly externalId?: string;
  readonly uprn?: string;
  /** Has a number and nothing else: no name, no address, and nothing may be written about them. */
  readonly anonymous: boolean;
  readonly importId: ImportId;
}

export const outcomes = [
  'spoke',
  'not-in',
  'refused',
  'moved',
  'deceased',
  'no-access',
  'someone-else',
  'do-not-knock',
] as const;
export type Outcome = (typeof outcomes)[number];

export const textFields = ['phone', 'mobile', 'email', 'known-as', 'about'] as const;
export const flagFields = [
  'flag:do-not-knock',
  'flag:moved',
  'flag:deceased',
  'flag:poster',
  'flag:helper',
  'flag:postal',
  'flag:objects',
] as const;
export type TextField = (typeof textFields)[number];
export type FlagField = (typeof flagFields)[number];
export type FieldName = TextField | FlagField;
export const fieldNames: readonly FieldName[] = [...textFields, ...flagFields];
/** null: cleared. Text for a text field, true or false for a flag. */
export type FieldValue = string | boolean | null;

/** '1BDF-124/1'; the suffix is written only where there is one. */
export function electorNumber(elector: Pick<Elector, 'district' | 'number' | 'suffix'>): string {
  const suffix = elector.suffix === '' ? '' : `/${elector.suffix}`;
  return `${elector.district}-${elector.number}${suffix}`;
}

/** A new unpredictable id. */
export function newId<Id extends RecordId>(random: RandomBytes): Id {
  return toBase64Url(random(idBytes)) as Id;
}

/** Of 12 bytes. */
export const idForm = /^[A-Za-z0-9_-]{16}$/;

/** The text as an id, or undefined when it has not the form of one. */
export function parseId<Id extends RecordId>(text: unknown): Id | undefined {
  return typeof text === 'string' && idForm.test(text) ? (text as Id) : undefined;
}

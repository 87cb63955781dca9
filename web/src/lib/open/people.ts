/**
 * Who is who in the team. A person has one name and colour and any number of devices, each with a
 * name of its own. A person is known by the first of their devices.
 *
 * In the book, names and colours stand under the person's first device, a device's own name under
 * the device. Before that, and for readers, who cannot write, there is the label that each signed
 * when they came: of a first device it is the person's name and the device's, of a further one the
 * device's.
 */
import type { Access } from '@wardbook/shared/access/state';
import { idToBytes, type DeviceId } from '@wardbook/shared/base/ids';
import { namesOf, nameDevice, namePerson } from '@wardbook/shared/kinds/device/device';
import type { Book } from '@wardbook/shared/ledger/book';
import type { Author } from '@wardbook/shared/ledger/command';
import { nameNumber } from './name-numbers.ts';
import type { Membership } from '../sync/log/membership.ts';
import * as said from '#lib/words/said/open.ts';

/** How many colours there are for people; `ui/Initials.svelte` has as many. */
const colourCount = 8;

export interface Teammate {
  /** The device that was asked about. */
  readonly device: DeviceId;
  /** The person's first device, alike for all of theirs. */
  readonly person: DeviceId;
  /** As it is shown, told apart from others; 'Somebody' where this device was never given it. */
  readonly name: string;
  /** As they are called. */
  readonly givenName: string;
  readonly isNamed: boolean;
  /** 0 to `colourCount` - 1. */
  readonly colour: number;
}

type Known = Pick<Membership, 'access' | 'names' | 'deviceNames'>;

/** The same, as it stands with one device. */
type Here = Known & { readonly device: { readonly id: DeviceId } };

/** Whose device it is, or was, or would be: their first device. */
export function personOf(access: Access | undefined, device: DeviceId): DeviceId {
  const own = access?.members.get(device) ?? access?.former.get(device);
  if (own && own.person !== device) return own.person;
  // Whoever waits, or was turned away, by an invite that somebody made for themselves.
  const comer = access?.members.has(device) ? undefined : ownInviteOf(access, device);
  return comer === undefined ? device : personOf(access, comer);
}

function ownInviteOf(access: Access | undefined, device: DeviceId): DeviceId | undefined {
  if (!access?.waiting.has(device) && access?.former.get(device)?.how !== 'declined')
    return undefined;
  return [...access.invites.values()].find(({ own, usedBy }) => own && usedBy.includes(device))?.by;
}

/** Who somebody is, by any of their devices. */
export function teammateOf(book: Book, membership: Known, device: DeviceId): Teammate {
  const { access } = membership;
  if (isOfRecoverySheet(access, device)) return recoverySheetAsTeammate(device);
  const person = personOf(access, device);
  const known = namesOf(book, person);
  const nameOf = (each: DeviceId) => givenNameOf(book, membership, each);
  const given = nameOf(person);
  const number = given && access ? nameNumber(book, access, person, nameOf) : 1;
  const givenName = given ?? said.somebody();
  return {
    device,
    person,
    name: number === 1 ? givenName : `${givenName} (${number})`,
    givenName,
    isNamed: given !== undefined,
    colour: (known?.colour ?? colourOf(person)) % colourCount,
  };
}

/** By the name in the book, else the one signed when joining, else as another device wrote it. */
function givenNameOf(book: Book, { access, names }: Known, person: DeviceId): string | undefined {
  const known = namesOf(book, person)?.name ?? names.get(person);
  return known ?? nameBesideDevice(book, access, person);
}

function recoverySheetAsTeammate(device: DeviceId): Teammate {
  const name = said.recoverySheet();
  return { device, person: device, name, givenName: name, isNamed: true, colour: 0 };
}

/** What a device is called; undefined where nobody has said. */
export function deviceNameOf(book: Book, membership: Known, device: DeviceId): string | undefined {
  return namesOf(book, device)?.deviceName ?? ownNameOf(membership, device);
}

/** What a device called itself when it came. */
function ownNameOf({ access, names, deviceNames }: Known, device: DeviceId): string | undefined {
  const isFirst = personOf(access, device) === device;
  return isFirst ? deviceNames.get(device) : names.get(device);
}

/** Writes a person and the device that they are at into the book as they come. */
export function signIn(
  book: Book,
  author: Author,
  membership: Here,
  { name, deviceName }: { readonly name: string; readonly deviceName: string | undefined },
): void {
  const device = membership.device.id;
  const { person, givenName: known, isNamed, colour } = teammateOf(book, membership, device);
  const named = { name: person === device || !isNamed ? name : known, colour };
  if (person === device || !namesOf(book, person)) namePerson(book, author, person, named);
  if (deviceName) nameDevice(book, author, device, deviceName, named);
}

/** Names a device that has no name yet, once. */
export function nameDeviceOnce(
  book: Book,
  author: Author,
  membership: Here,
  deviceName: string | undefined,
): void {
  const device = membership.device.id;
  if (!deviceName || deviceNameOf(book, membership, device)) return;
  const person = teammateOf(book, membership, device);
  const { givenName: name, colour } = person;
  if (person.isNamed) nameDevice(book, author, device, deviceName, { name, colour });
}

/** A device has taken new keys: what it was called, it is called still. */
export function carryDeviceName(book: Book, author: Author, from: DeviceId, to: DeviceId): void {
  const known = namesOf(book, from);
  if (known?.deviceName) nameDevice(book, author, to, known.deviceName, known);
}

/**
 * Writes the names of those into the book who are not in it, readers say. Labels are sealed with the
 * key of their time, so whoever comes after the next key could read them no more.
 */
export function writeNames(book: Book, author: Author, membership: Known): void {
  const { access, names } = membership;
  for (const { device, person } of access?.members.values() ?? []) {
    const name = names.get(person);
    if (name && !namesOf(book, person))
      namePerson(book, author, person, { name, colour: colourOf(person) });
    const deviceName = ownNameOf(membership, device);
    const known = namesOf(book, person);
    if (known && deviceName && !namesOf(book, device)?.deviceName)
      nameDevice(book, author, device, deviceName, known);
  }
}

/** A device's first colour: the same on every device, without anybody choosing. */
function colourOf(device: DeviceId): number {
  return idToBytes(device)[0]! % colourCount;
}

/** A recovery sheet has nobody's name, and nothing else has none. */
function isOfRecoverySheet(access: Access | undefined, device: DeviceId): boolean {
  const known = access?.members.get(device) ?? access?.former.get(device);
  return known?.label.length === 0;
}

/** The person's name as another of their devices wrote it down. */
function nameBesideDevice(
  book: Book,
  access: Access | undefined,
  person: DeviceId,
): string | undefined {
  const others = [...(access?.members.values() ?? [])].filter((each) => each.person === person);
  return others.map(({ device }) => namesOf(book, device)?.name).find((name) => name !== undefined);
}

/** Who is who in the team: names and colours by device. */
import { idToBytes, type DeviceId } from '@wardbook/shared/base/ids';
import { member, type Book } from '@wardbook/shared/book/book';
import { setMember } from '@wardbook/shared/book/book-commands';
import type { Membership } from '../sync/membership.ts';

/** How many colours there are for people; `ui/Initials.svelte` has as many. */
const colourCount = 8;

export interface TeamMember {
  readonly device: DeviceId;
  /** 'Somebody' where this device was never given the name. */
  readonly name: string;
  readonly isNamed: boolean;
  /** 0 to `colourCount` - 1. */
  readonly colour: number;
}

/** A device's first colour: the same on every device, without anybody choosing. */
function colourOf(device: DeviceId): number {
  return idToBytes(device)[0]! % colourCount;
}

/** Writes a person into the book as they come. */
export function signIn(book: Book, device: DeviceId, name: string): void {
  setMember(book, device, { name, colour: colourOf(device) });
}

/** By the name in the book, else the one signed when joining, else a plain word. */
export function teamMember(book: Book, membership: Membership, device: DeviceId): TeamMember {
  const known = member(book, device);
  if (known) return { device, name: known.name, isNamed: true, colour: known.colour % colourCount };
  const name = membership.names.get(device);
  return {
    device,
    name: name ?? 'Somebody',
    isNamed: name !== undefined,
    colour: colourOf(device),
  };
}

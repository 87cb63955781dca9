/** Devices that were seen to have the whole book, and when. */
import { bounds } from '../../base/bounds.ts';
import { as, count, oneOf, record, type ValueOf } from '../../base/fields.ts';
import { compareText } from '../../base/compare-text.ts';
import type { DeviceId } from '../../base/ids.ts';
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

/** A device that was seen to have the whole book. */
export interface Holder {
  readonly device: DeviceId;
  /** When it last had everything, ms since 1970, by the clock of whichever device wrote this. */
  readonly at: number;
}

const holderRecord = record({
  ...happened,
  type: as('t', oneOf(['holder'])),
  device: as('d', deviceId),
  heldAt: as('h', count(bounds.atMax)),
  over,
});
export type HolderEvent = ValueOf<typeof holderRecord>;

export const holderKind: Kind<HolderEvent> = {
  type: 'holder',
  record: holderRecord,
  subject: ({ device }) => `holder ${device}`,
  aboutDevice: ({ device }) => device,
};

export const holderIndex: Derived<
  HolderEvent,
  StatedIndex<HolderEvent, { readonly heldAt: number }>
> = {
  kinds: [holderKind],
  begin: () => new StatedIndex(({ device }) => device, ['heldAt']),
};

/**
 * How often it is written down that a device has everything, at the most. It stays in the book for
 * ever: thirty devices write some 1,500 in a year.
 */
export const holderEveryMs = 7 * 24 * 60 * 60 * 1000;

/** When each device was last known to have everything, the latest first. */
export function holders(book: Reading): Holder[] {
  return book
    .of(holderIndex)
    .subjects()
    .flatMap((device) => holder(book, device as DeviceId) ?? [])
    .sort((a, b) => b.at - a.at || compareText(a.device, b.device));
}

export function holder(book: Reading, device: DeviceId): Holder | undefined {
  const { heldAt } = book.of(holderIndex).of(device).said;
  return heldAt === undefined ? undefined : { device, at: heldAt };
}

/** Whether it is time to write it down again. An entry from a clock far ahead is put right. */
export function isHolderDue(book: Reading, device: DeviceId, at: number): boolean {
  const known = holder(book, device);
  return known === undefined || Math.abs(at - known.at) >= holderEveryMs;
}

/** Writes down that a device has everything, if it is time to. */
export function writeHolder(book: Book, author: Author, { device, at }: Holder): CommandResult {
  if (!isHolderDue(book, device, at)) return refused('nothing');
  const subject = { key: device, properties: { device } };
  return say(book, author, { kind: holderKind, index: holderIndex }, subject, { heldAt: at });
}

/** What a device has said of what it holds: on its disk, or acknowledged. */
import { openBook } from '@wardbook/shared/books/ward';
import type { Replica } from '../../src/lib/sync/replica.ts';
import type { Device } from './device.ts';

/** Of a device that is off, or that has not saved everything, nothing is known for certain. */
export function onDisk({ tabs: [tab] }: Device): string[] {
  return tab?.status.storage.type === 'saved' ? eventIds(tab) : [];
}

export function eventIds({ doc }: Replica): string[] {
  return openBook(doc).events.map((event) => (event as { id: string }).id);
}

export function isPromised({ status }: Replica): boolean {
  return status.storage.type === 'saved' || (status.connection === 'live' && status.waiting === 0);
}

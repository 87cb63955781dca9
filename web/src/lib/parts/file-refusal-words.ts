// Why a book in a file was not taken, or not opened.
import type { FileFound } from '#lib/open/book-files.ts';
import * as said from '#lib/words/said/copy-file.ts';

export interface FileWords {
  readonly title: string;
  readonly next: string;
}

export type FileRefusal = (FileFound & { type: 'refused' })['reason'];

export function refusalWords(reason: FileRefusal): FileWords {
  const { title, next } = refusals[reason];
  return { title: title(), next: next() };
}

const refusals: Readonly<
  Record<FileRefusal, { readonly title: () => string; readonly next: () => string }>
> = {
  'not-a-bundle': { title: said.noCopy, next: said.noCopyNext },
  truncated: { title: said.cutShort, next: said.cutShortNext },
  'wrong-version': { title: said.otherVersion, next: said.otherVersionNext },
  forged: { title: said.brokenFile, next: said.askAgain },
  'too-large': { title: said.tooLarge, next: said.askAgain },
  'other-book': { title: said.otherBook, next: said.otherBookNext },
  'removed-device': { title: said.removedDevice, next: said.removedDeviceNext },
  'not-a-member': { title: said.notAMember, next: said.notAMemberNext },
  'may-not-write': { title: said.mayNotWrite, next: said.mayNotWriteNext },
  'no-key': { title: said.noKey, next: said.noKeyNext },
  'not-removed': { title: said.notRemoved, next: said.notRemovedNext },
  'not-whole': { title: said.notWhole, next: said.notWholeNext },
  unusable: { title: said.unusable, next: said.unusableNext },
};

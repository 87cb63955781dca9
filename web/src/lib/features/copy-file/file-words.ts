// What is said about a book in a file: what it brought, why it was not taken in.
import { agoTextWithin, dayText } from '#lib/words/dates.ts';
import type { FileFound, FoundInFile } from '#lib/open/book-files.ts';
import * as said from '#lib/words/said/copy-file.ts';

export interface FileWords {
  readonly title: string;
  readonly next: string;
}

export type FileRefusal = (FileFound & { type: 'refused' })['reason'];

/** What a file that was taken in has brought, in whole sentences. */
export function broughtText(found: FoundInFile, author: string, now: number): string {
  const { fresh } = found.brought;
  if (found.type === 'work')
    return fresh === 0
      ? said.nothingNewInWork({ author })
      : said.workBrought({ ...found.brought, author });
  const day = dayText(found.at, Math.max(now, found.at));
  const decisions = found.statements.length;
  return fresh === 0 && decisions === 0
    ? said.nothingNewInCopy({ author, day })
    : said.copyBrought({ ...found.brought, author, day, decisions });
}

/** What a keeper is told of work that a removed device hands over, before they decide. */
export function workText(
  { brought: { changes, fresh }, removal }: FileFound & { type: 'work' },
  name: string,
  remover: string,
  now: number,
): string {
  const when = agoTextWithin(removal.at, Math.max(now, removal.at));
  const news = fresh === 0 ? 'none' : fresh === changes ? 'all' : 'some';
  return said.workHolds({ remover, name, when, changes, fresh, news });
}

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

// What is said about a book in a file: its name, what it brought, why it was not taken in.
import { agoTextWithin, dayText } from '#lib/words/dates.ts';
import type { FileFound, FoundInFile } from '#lib/open/book-files.ts';
import { changesText } from '#lib/open/data-status.ts';
import { numberText } from '#lib/words/numbers.ts';

export interface FileWords {
  readonly title: string;
  readonly next: string;
}

export type FileRefusal = (FileFound & { type: 'refused' })['reason'];

/** What a file that was taken in has brought, in whole sentences. */
export function broughtText(found: FoundInFile, author: string, now: number): string {
  const { changes, fresh } = found.brought;
  const whose =
    found.type === 'copy'
      ? `${author}’s copy of ${dayText(found.at, Math.max(now, found.at))}`
      : `What ${author} had not shared`;
  const decisions = found.type === 'copy' ? found.statements.length : 0;
  if (fresh === 0 && decisions === 0)
    return `Nothing new: everything in ${whose.replace(/^W/, 'w')} is in this book already.`;
  const held = `${whose} holds ${changesText(changes)}; ${newText(fresh)}.`;
  return decisions === 0 ? held : `${held} ${decisionsText(decisions)}`;
}

function newText(fresh: number): string {
  if (fresh === 0) return 'none of them was new';
  return `${numberText(fresh)} ${fresh === 1 ? 'was' : 'were'} new`;
}

function decisionsText(decisions: number): string {
  return decisions === 1
    ? 'It also brought 1 entry about who may open the book.'
    : `It also brought ${numberText(decisions)} entries about who may open the book.`;
}

/** What a keeper is told of work that a removed device hands over, before they decide. */
export function workText(
  { brought: { changes, fresh }, removal }: FileFound & { type: 'work' },
  name: string,
  remover: string,
  now: number,
): string {
  const when = agoTextWithin(removal.at, Math.max(now, removal.at));
  const isNew = {
    none: 'nothing of it is new here',
    all: changes === 1 ? 'which is new here' : 'all of them new here',
    some: `${numberText(fresh)} of them new here`,
  }[fresh === 0 ? 'none' : fresh === changes ? 'all' : 'some'];
  return `${remover} removed this device of ${name}: ${when}. The file holds ${changesText(changes)} that had not been shared, ${isNew}.`;
}

export function refusalWords(reason: FileRefusal): FileWords {
  return refusals[reason];
}

const askAgain = 'Ask for the file again, straight from whoever made it.';

const refusals: Readonly<Record<FileRefusal, FileWords>> = {
  'not-a-bundle': {
    title: 'This file is not a copy of a book.',
    next: 'Choose a file whose name ends in “.wardbook”.',
  },
  truncated: {
    title: 'This file was cut short: a part of it is missing.',
    next: 'Copy it once more from where it came from, and wait until that is finished before you take out the stick.',
  },
  'wrong-version': {
    title: 'This file was made by another version of Wardbook.',
    next: 'Reload this page. If that does not help, ask your colleague to reload theirs and to make a new copy.',
  },
  forged: {
    title: 'This file is not as it was when it was made: somebody changed it, or it was damaged.',
    next: askAgain,
  },
  'too-large': { title: 'This file is too large to be a copy of a book.', next: askAgain },
  'other-book': {
    title: 'This is a copy of another book.',
    next: 'Open that book on this device and take the copy in there.',
  },
  'removed-device': {
    title: 'The device that made this copy was removed from the book.',
    next: 'Ask a colleague who is in the book for a copy. What a removed device had not shared, it can hand over in a file of its own, which a keeper takes in here.',
  },
  'not-a-member': {
    title:
      'As far as this device knows, whoever made this copy is not in the book, or their time in it is over.',
    next: 'If they joined only lately, connect this device once, or take in another colleague’s copy first.',
  },
  'may-not-write': {
    title:
      'Whoever made this copy can read the book and not change it, so their copy brings nothing here.',
    next: 'Ask an editor or a keeper for a copy.',
  },
  'no-key': {
    title: 'This copy is sealed with a key that this device does not have.',
    next: 'Connect this device once so that it gets the newest key, then choose the file again.',
  },
  'not-removed': {
    title:
      'This is the unshared work of a device that, as far as this device knows, is still in the book.',
    next: 'Connect this device so that it hears of the removal, then choose the file again.',
  },
  'not-whole': {
    title: 'This file holds some changes, not a whole book.',
    next: 'Ask a colleague for a copy of the whole book.',
  },
  unusable: {
    title: 'What is in this file could not be put into the book.',
    next: 'Ask your colleague to reload Wardbook and to make a new copy.',
  },
};

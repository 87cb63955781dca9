// What is said about a book in a file: what it brought, why it was not taken in.
import { agoTextWithin, dayText } from '#lib/words/dates.ts';
import type { FileFound, FoundInFile } from '#lib/open/book-files.ts';
import * as said from '#lib/words/said/copy-file.ts';

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

/** `backup`, `restore` and `check`, as whoever runs a relay types them. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { databaseFile } from '../store/sqlite.ts';
import { backUp, restore, type Copied } from './backup.ts';
import { checkStore, type CheckReport } from './check.ts';

const commandNames = ['backup', 'restore', 'check'] as const;
type CommandName = (typeof commandNames)[number];

/** What the command has to say, and whether it did what it was asked for. */
export interface Outcome {
  readonly isWell: boolean;
  readonly words: string;
}

export function commandIn(args: readonly string[]): CommandName | undefined {
  return commandNames.find((name) => name === args[0]);
}

/** `subject` is the file or folder that follows the name; `data` is the relay's folder. */
export async function runCommand(
  name: CommandName,
  subject: string | undefined,
  data: string,
  now: number,
): Promise<Outcome> {
  if (name === 'check') {
    const path = resolve(subject ?? data);
    const isFolder = existsSync(path) && statSync(path).isDirectory();
    const file = isFolder ? join(path, databaseFile) : path;
    if (!existsSync(file)) return unwell(`There is no store at ${file}.`);
    return checked(file, await checkStore(file));
  }
  if (subject === undefined) return unwell(usage[name]);
  const path = resolve(subject);
  if (name === 'backup')
    return copied(await backUp(data, path, now), (file) => `Saved as ${file}.`);
  return copied(
    await restore(path, data),
    (file) =>
      `Restored to ${file}. Start the relay. Devices put back what they have beyond this copy.`,
  );
}

const usage = {
  backup: 'Say where to: backup, then a folder or the name of a new file that ends in .sqlite.',
  restore: 'Say from where: restore, then the file of a backup.',
};

function copied(result: Copied, words: (file: string) => string): Outcome {
  if (result.type === 'failed') return unwell(result.sentence);
  return { isWell: true, words: `${counts(result.report)}\n${words(result.file)}` };
}

function checked(file: string, report: CheckReport): Outcome {
  if (report.problems.length === 0)
    return { isWell: true, words: `${counts(report)}\n${file} is sound.` };
  return unwell(
    [
      ...report.problems,
      counts(report),
      `${file} is not sound. Keep it, and restore a backup.`,
    ].join('\n'),
  );
}

function counts({ books, deletedBooks, entries, pruned }: CheckReport): string {
  return `${books} books, ${entries} entries (${pruned} of them pruned), ${deletedBooks} deleted books.`;
}

function unwell(words: string): Outcome {
  return { isWell: false, words };
}

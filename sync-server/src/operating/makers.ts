/** The operator's list of who may make books: ids of books and devices, one a line. */
import { open } from 'node:fs/promises';
import { listBytesMax } from '../limits.ts';
import type { Log } from '../session/context.ts';

/** Reads the file anew each time, so that a line that is added counts at once. */
export function listedIn(file: string, log: Log): (id: string) => Promise<boolean> {
  return async (id) => {
    try {
      return linesOf(await readAtMost(file, listBytesMax)).includes(id);
    } catch (error) {
      log('cannot read the list of who may make books', { level: 'error', detail: String(error) });
      return false;
    }
  };
}

/** What follows a # is for people. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line !== '');
}

async function readAtMost(file: string, bytesMax: number): Promise<string> {
  await using handle = await open(file);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

import { describe, expect, test } from 'vitest';
import { Progress } from './install.js';

function readAll(...reports: (object | string)[]) {
  const said: string[] = [];
  const progress = new Progress((line) => said.push(line));
  for (const report of reports)
    progress.read(typeof report === 'string' ? report : JSON.stringify(report));
  return { said, complaints: progress.complaints };
}

const came = { name: 'pnpm:progress', level: 'debug', status: 'imported' };
const resolved = { ...came, status: 'resolved' };
const lockfile = (entries: number) => ({ name: 'pnpm:lockfile-verification', entries });
const forOthers = { name: 'pnpm:skipped-optional-dependency', level: 'debug' };

describe('what the first command says while it fetches', () => {
  test('what is happening, and how far it is, by quarters of what this machine needs', () => {
    const all = Array.from({ length: 8 }, () => [resolved, came]).flat();
    expect(readAll(lockfile(10), forOthers, forOthers, ...all).said).toEqual([
      'Fetching what Wardbook is made of. The first time this takes a minute or two.',
      '  2 of about 8 parts are here.',
      '  4 of about 8 parts are here.',
      '  6 of about 8 parts are here.',
      '  8 of about 8 parts are here.',
    ]);
  });

  test('the Node that comes with it', () => {
    const begun = { name: 'pnpm:lifecycle', depPath: 'node@24.21.0', stage: 'preinstall' };
    const { said } = readAll(
      { ...begun, script: 'node x' },
      { ...begun, line: 'added 2 packages' },
    );
    expect(said).toEqual(['Fetching what it runs on: Node 24.21.0.']);
  });

  test('nothing where all is here, and none of the package manager’s own remarks', () => {
    const remark = { name: 'pnpm', level: 'warn', message: 'Unsupported engine' };
    expect(readAll(lockfile(10), resolved, remark)).toEqual({ said: [], complaints: [] });
  });

  test('what went wrong is kept for the end, in whatever form it comes', () => {
    const { said, complaints } = readAll(
      { name: 'pnpm', level: 'error', message: 'x', err: { message: 'No answer' } },
      { name: 'pnpm', level: 'error', message: 'No room' },
      'not JSON at all',
    );
    expect(said).toEqual([]);
    expect(complaints).toEqual(['No answer', 'No room', 'not JSON at all']);
  });
});

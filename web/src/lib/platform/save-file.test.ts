import { describe, expect, test } from 'vitest';
import { fileNameOf, saveFile, type ChooseFile } from './save-file.ts';

const bytes = Uint8Array.of(1, 2, 3);
const make = async () => bytes;

function choosing(write: (bytes: Uint8Array) => Promise<void>, names: string[] = []): ChooseFile {
  return async ({ suggestedName }) => {
    names.push(suggestedName);
    return { createWritable: async () => ({ write, close: async () => {} }) };
  };
}

describe('a file for the person', () => {
  test('is written where they say', async () => {
    const written: Uint8Array[] = [];
    const names: string[] = [];
    const choose = choosing(async (all) => void written.push(all), names);
    expect(await saveFile('Elmfield.wardbook', make, choose)).toBe('saved');
    expect(written).toEqual([bytes]);
    expect(names).toEqual(['Elmfield.wardbook']);
  });

  test('is not made when they think better of it', async () => {
    let isMade = false;
    const result = await saveFile(
      'x',
      async () => {
        isMade = true;
        return bytes;
      },
      () => Promise.reject(new DOMException('', 'AbortError')),
    );
    expect([result, isMade]).toEqual(['cancelled', false]);
  });

  test('that cannot be written is said to be so', async () => {
    const choose = choosing(() => Promise.reject(new DOMException('', 'QuotaExceededError')));
    expect(await saveFile('x', make, choose)).toBe('failed');
  });

  test('of nothing is none', async () => {
    const choose = choosing(async () => {});
    expect(await saveFile('x', async () => undefined, choose)).toBe('nothing');
  });
});

test('names have no signs that a system gives a meaning, and keep their end', () => {
  expect(fileNameOf('Elmfield', '2026-11-23.wardbook')).toBe('Elmfield 2026-11-23.wardbook');
  expect(fileNameOf('../St Ann’s: A/B "old"', 'x.wardbook')).toBe('St Ann’s A B old x.wardbook');
  expect(fileNameOf('', 'x.wardbook')).toBe('x.wardbook');
  expect(fileNameOf('W'.repeat(300), 'x.wardbook')).toBe(`${'W'.repeat(80)} x.wardbook`);
});

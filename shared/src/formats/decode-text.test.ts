import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';
import { encodeText } from './testing-files.ts';

const table = 'PD,ENO,Surname\r\n1BDF,1,Łukaszewski\r\n1BDF,2,O’Brien\r\n';

describe('[FMT2] encodings', () => {
  test.each(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] as const)('%s is found', (encoding) => {
    expect(decodeText(encodeText(table, encoding))).toEqual({ text: table, encoding });
  });

  test('UTF-16LE without a mark is found', () => {
    const found = decodeText(encodeText(table, 'utf-16le-unmarked'));
    expect(found).toEqual({ text: table, encoding: 'utf-16le' });
  });

  test('what is not UTF-8 is windows-1252', () => {
    const found = decodeText(encodeText('Zoë O’Brien', 'windows-1252'));
    expect(found).toEqual({ text: 'Zoë O’Brien', encoding: 'windows-1252' });
  });

  test('a file cut in the middle of a character is still UTF-8', () => {
    const cut = encodeText('Zoë', 'utf-8').slice(0, -1);
    expect(decodeText(cut)).toEqual({ text: 'Zo', encoding: 'utf-8' });
  });

  test('broken characters after a mark are not hidden', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x5a, 0x6f, 0xeb, 0x2c);
    expect(decodeText(bytes)).toEqual({ text: 'Zo\ufffd,', encoding: 'utf-8-bom' });
  });
});

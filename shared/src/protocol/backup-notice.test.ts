import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backupAddressOf,
  backupNoticeBytesMax,
  readBackupNotice,
  writeBackupNotice,
} from './backup-notice.ts';

describe('[BACKUP4] the notice of a backup says a time and nothing else', () => {
  test('it is read as it was written, and is short', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (at) => {
        expect(readBackupNotice(writeBackupNotice(at))).toBe(at);
        expect(writeBackupNotice(at).length).toBeLessThanOrEqual(backupNoticeBytesMax);
      }),
    );
  });

  test('anything else is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const at = readBackupNotice(text);
        expect(at === undefined || writeBackupNotice(at) === text).toBe(true);
      }),
    );
  });

  test.each([
    '',
    '<!doctype html>',
    '{"at":-1}',
    '{"at":1.5}',
    '{"at":01}',
    '{"at":"1"}',
    '{"at":9007199254740993}',
    '{"at":1,"book":"x"}',
    ' {"at":1}',
  ])('nor is %s', (text) => expect(readBackupNotice(text)).toBeUndefined());
});

test.each([
  ['wss://relay.example.org/relay', 'wss://relay.example.org/backup'],
  ['ws://127.0.0.1:8080/relay', 'ws://127.0.0.1:8080/backup'],
  ['wss://example.org/wardbook/relay', 'wss://example.org/wardbook/backup'],
])('[BACKUP4] it stands beside %s', (relay, backup) => {
  expect(backupAddressOf(relay)).toBe(backup);
});

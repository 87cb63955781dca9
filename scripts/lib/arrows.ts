/** What may import what: for each folder some files that it may and may not. */
export interface Folder {
  /** From the root; files are laid straight into it. */
  readonly folder: string;
  readonly file?: string;
  readonly mayImport: readonly string[];
  readonly mayNotImport: readonly string[];
}

const relayMayNot = [
  '@wardbook/shared/ledger/ledger',
  '@wardbook/shared/books/ward',
  '@wardbook/shared/formats/table',
  '@wardbook/shared/sealing/open',
  '@wardbook/shared/demo/demo',
  '@wardbook/shared/testing/statements',
  '#lib/sync/replica.ts',
  'yjs',
  '../../../web/src/lib/sync/replica.ts',
];

const outsideShared = [
  'node:fs',
  'svelte',
  '@wardbook/shared/base/ids',
  '../testing/statements.ts',
];
const browserMayNot = ['node:fs', '@wardbook/sync-server/server', '@wardbook/shared/testing/x'];

export const folders: readonly Folder[] = [
  {
    folder: 'shared/src/base',
    mayImport: ['./bytes.ts', 'lib0/encoding'],
    mayNotImport: [
      ...outsideShared,
      '../kinds/answer/answer.ts',
      '../ledger/ledger.ts',
      '../access/access.ts',
    ],
  },
  {
    folder: 'shared/src/ledger',
    mayImport: ['../base/ids.ts', './heads.ts', 'yjs'],
    mayNotImport: [
      ...outsideShared,
      '../kinds/answer/answer.ts',
      '../rules/contact.ts',
      '../access/access.ts',
    ],
  },
  {
    folder: 'shared/src/rules',
    mayImport: ['../base/ids.ts', './vote.ts'],
    mayNotImport: [...outsideShared, '../kinds/register/elector.ts', '../ledger/ledger.ts'],
  },
  {
    folder: 'shared/src/kinds/answer',
    mayImport: [
      '../../base/ids.ts',
      '../../ledger/kind.ts',
      '../../rules/contact.ts',
      '../register/elector.ts',
      './answer.ts',
      '@noble/hashes/sha2.js',
    ],
    mayNotImport: [
      ...outsideShared,
      '../code/code.ts',
      '../../find/history.ts',
      '../../books/ward.ts',
      '../../formats/table.ts',
      '../../sealing/seal.ts',
    ],
  },
  {
    folder: 'shared/src/find',
    mayImport: ['../kinds/answer/answer.ts', '../ledger/book.ts', '../rules/contact.ts'],
    mayNotImport: [...outsideShared, '../books/ward.ts', '../formats/table.ts'],
  },
  {
    folder: 'shared/src/books',
    mayImport: ['../kinds/answer/answer.ts', '../find/history.ts', '../ledger/book.ts', 'yjs'],
    mayNotImport: [
      ...outsideShared,
      '../formats/table.ts',
      '../sealing/seal.ts',
      '../protocol/frames.ts',
    ],
  },
  {
    folder: 'shared/src/formats',
    mayImport: ['../base/ids.ts', 'papaparse', './readers/xlsx.ts'],
    mayNotImport: [...outsideShared, '../kinds/code/code.ts', '../demo/demo.ts'],
  },
  {
    folder: 'shared/src/access',
    mayImport: ['../base/signature.ts', './statement.ts'],
    mayNotImport: [
      ...outsideShared,
      '../protocol/entry.ts',
      '../sealing/keys.ts',
      '../books/ward.ts',
    ],
  },
  {
    folder: 'shared/src/protocol',
    mayImport: ['../base/decode.ts', '../access/statement.ts'],
    mayNotImport: [
      ...outsideShared,
      '../access/access.ts',
      '../sealing/open.ts',
      '../books/ward.ts',
    ],
  },
  {
    folder: 'shared/src/sealing',
    mayImport: ['../base/ids.ts', '../access/access.ts', '../protocol/entry.ts', '@hpke/core'],
    mayNotImport: [...outsideShared, '../books/ward.ts', '../formats/table.ts', '../demo/demo.ts'],
  },
  {
    folder: 'shared/src/demo',
    mayImport: ['../base/ids.ts', '../books/ward.ts', '../formats/register-record.ts'],
    mayNotImport: [
      ...outsideShared,
      '../sealing/seal.ts',
      '../access/access.ts',
      '../protocol/entry.ts',
    ],
  },
  {
    folder: 'sync-server/src',
    mayImport: ['./store/store.ts', './session/session.ts', 'node:http', 'ws'],
    mayNotImport: relayMayNot,
  },
  {
    folder: 'sync-server/src/operating',
    mayImport: ['../server.ts', '../store/sqlite.ts', 'node:fs', 'pino'],
    mayNotImport: [...relayMayNot, '../main.ts', '../trials/client.ts'],
  },
  {
    folder: 'sync-server/src/trials',
    mayImport: [
      '../server.ts',
      './client.ts',
      '@wardbook/shared/sealing/keeper-acts',
      'node:net',
      'ws',
    ],
    mayNotImport: [
      '@wardbook/shared/books/ward',
      '@wardbook/shared/testing/statements',
      '../testing/relay.ts',
      'vitest',
      '#lib/sync/replica.ts',
    ],
  },
  {
    folder: 'sync-server/src/session',
    mayImport: ['../room/room.ts', '../limits.ts', '@wardbook/shared/protocol/frames'],
    mayNotImport: [
      ...relayMayNot,
      '../server.ts',
      '../main.ts',
      '../operating/log.ts',
      '../trials/client.ts',
    ],
  },
  {
    folder: 'sync-server/src/room',
    mayImport: ['../store/store.ts', '../limits.ts', '@wardbook/shared/access/access'],
    mayNotImport: [...relayMayNot, '../session/session.ts', '../server.ts'],
  },
  {
    folder: 'sync-server/src/store',
    mayImport: ['./store.ts', 'node:sqlite', '@wardbook/shared/protocol/entry'],
    mayNotImport: [...relayMayNot, '../room/room.ts', '../session/session.ts', '../main.ts'],
  },
  {
    folder: 'web/src/routes',
    mayImport: ['#lib/features/home/Home.svelte', '#lib/ui/Button.svelte', '#lib/device/shelf.ts'],
    mayNotImport: [...browserMayNot, '#lib/sync/replica.ts', '../lib/sync/replica.ts'],
  },
  {
    folder: 'web/src/lib/features/doors',
    mayImport: [
      './row.ts',
      '#lib/device/shelf.ts',
      '../../ui/icon.ts',
      '#lib/platform/online.svelte.ts',
    ],
    mayNotImport: [
      ...browserMayNot,
      '../people/row.ts',
      '#lib/features/people/row.ts',
      '#lib/sync/replica.ts',
      '../../sync/replica.ts',
      '../../../routes/x.ts',
    ],
  },
  {
    folder: 'web/src/lib/features/doors/inner',
    mayImport: ['../row.ts', '../../../ui/icon.ts', '#lib/device/shelf.ts'],
    mayNotImport: [...browserMayNot, '../../people/row.ts', '#lib/sync/replica.ts'],
  },
  {
    folder: 'web/src/lib/parts',
    mayImport: ['../open/workspace.svelte.ts', '#lib/words/words.ts', '../ui/Button.svelte'],
    mayNotImport: [
      ...browserMayNot,
      '#lib/features/home/x.ts',
      '../features/home/x.ts',
      '../device/shelf.ts',
      '../sync/replica.ts',
      '#lib/platform/persistence.ts',
    ],
  },
  {
    folder: 'web/src/lib/device',
    mayImport: [
      '../open/workspace.svelte.ts',
      '../sync/replica.ts',
      '#lib/platform/persistence.ts',
      '@wardbook/shared/books/ward',
    ],
    mayNotImport: [
      ...browserMayNot,
      '#lib/features/home/x.ts',
      '../parts/CodeChip.svelte',
      '../ui/x.ts',
    ],
  },
  {
    folder: 'web/src/lib/open',
    mayImport: [
      '../sync/replica.ts',
      '#lib/platform/persistence.ts',
      '../words/words.ts',
      '@wardbook/shared/books/ward',
      'svelte',
    ],
    mayNotImport: [
      ...browserMayNot,
      '#lib/features/home/x.ts',
      '../features/home/x.ts',
      '../device/shelf.ts',
      '../parts/CodeChip.svelte',
      '#lib/ui/x.ts',
      '../ui/x.ts',
    ],
  },
  {
    folder: 'web/src/lib/words',
    mayImport: ['./words.ts', './said/names.ts', '@wardbook/shared/kinds/code/code'],
    mayNotImport: [
      ...browserMayNot,
      '../open/workspace.svelte.ts',
      '../device/shelf.ts',
      '#lib/sync/replica.ts',
      '../ui/x.ts',
    ],
  },
  {
    folder: 'web/src/lib/sync',
    mayImport: ['./storage.ts', '@wardbook/shared/sealing/open', 'yjs', 'y-indexeddb'],
    mayNotImport: [
      ...browserMayNot,
      'svelte',
      'svelte/reactivity',
      '$app/environment',
      './state.svelte.ts',
      '../device/shelf.ts',
      '../platform/online.svelte.ts',
      '#lib/platform/persistence.ts',
      '@wardbook/shared/books/ward',
    ],
  },
  {
    folder: 'web/src/lib/sync/gate',
    mayImport: ['./scan.ts', '../update/contents.ts', '@wardbook/shared/access/state', 'yjs'],
    mayNotImport: [
      ...browserMayNot,
      '../log/log-knowledge.ts',
      '../link/relay-link.ts',
      '../storage/storage.ts',
      '../book-session.ts',
      '@wardbook/shared/protocol/entry',
      '@wardbook/shared/books/ward',
    ],
  },
  {
    folder: 'web/src/lib/platform',
    mayImport: ['svelte', '@wardbook/shared/base/ports'],
    mayNotImport: [...browserMayNot, '../sync/replica.ts', '#lib/device/shelf.ts', '../ui/icon.ts'],
  },
  {
    folder: 'web/src/lib/ui',
    mayImport: [
      './icon.ts',
      'bits-ui',
      'svelte',
      '@lucide/svelte/icons/x',
      '#lib/words/said/ui.ts',
    ],
    mayNotImport: [
      '#lib/words/words.ts',
      '#lib/words/said.ts',
      '#lib/words/said/codes.ts',
      'node:fs',
      '@wardbook/shared/kinds/code/code',
      '#lib/platform/theme.svelte.ts',
      '../device/shelf.ts',
      'yjs',
    ],
  },
  {
    folder: 'web/src/service-worker',
    mayImport: ['$app/manifest'],
    mayNotImport: [
      '@wardbook/shared/base/ids',
      '#lib/sync/replica.ts',
      '../lib/ui/icon.ts',
      'svelte',
    ],
  },
];

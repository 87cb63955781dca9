import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDistrict } from '@wardbook/shared/kinds/register/district';
import { setCode } from '@wardbook/shared/kinds/code/code';
import { namePerson } from '@wardbook/shared/kinds/device/device';
import { setSettings } from '@wardbook/shared/kinds/settings/settings';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { saveMemory } from '@wardbook/shared/kinds/memory/memory';
import { watch, type Watch } from '../platform/testing-watch.svelte.ts';
import { electorOf } from '@wardbook/shared/testing/electors';
import { openTestWorkspace } from './testing-workspace.ts';
import type { Workspace } from './workspace.svelte.ts';

const [ann, ben] = [electorOf({ surname: 'Archer' }), electorOf({ surname: 'Bell' })];

let workspace: Workspace;
/** What shows each part of the book, and nothing else. */
let screens: Record<string, Watch<unknown>>;

beforeEach(async () => {
  workspace = await openTestWorkspace([ann, ben]);
  const { device } = workspace.author;
  screens = {
    ann: watch(() => workspace.person(ann.id)),
    ben: watch(() => workspace.person(ben.id)),
    everybody: watch(() => workspace.history.people()),
    memory: watch(() => workspace.memory),
    settings: watch(() => workspace.settings),
    districts: watch(() => workspace.districts),
    codes: watch(() => workspace.codes),
    members: watch(() => [workspace.teammate(device), workspace.deviceName(device)]),
    editions: watch(() => workspace.editions),
    rights: watch(() => [workspace.mayWrite, workspace.isKeeper, workspace.isOwn(device)]),
    reach: watch(() => workspace.mayDecide),
  };
});

afterEach(async () => {
  for (const screen of Object.values(screens)) screen.stop();
  await workspace.close();
});

const about = (person: typeof ann) => () =>
  recordAnswer(workspace.book, workspace.author, { person: person.id, outcome: 'not-in' });

const acts: readonly [string, () => unknown, readonly string[]][] = [
  ['an answer about one person', about(ann), ['ann', 'everybody']],
  ['an answer about another', about(ben), ['ben', 'everybody']],
  [
    'something remembered',
    () =>
      saveMemory(workspace.book, workspace.author, {
        title: 'Bins',
        text: '',
        kind: 'note',
        state: 'open',
      }),
    ['memory', 'everybody'],
  ],
  // Whether this app may write in the book stands among the settings.
  [
    'another name for the ward',
    () => setSettings(workspace.book, workspace.author, { ward: 'Elmbrook' }),
    ['settings', 'rights'],
  ],
  [
    'a district',
    () =>
      addDistrict(workspace.book, workspace.author, { letters: 'AA', name: 'North', place: '' }),
    ['districts'],
  ],
  [
    'a code',
    () => {
      const [code] = workspace.codes;
      return setCode(workspace.book, workspace.author, { ...code!, label: 'Another' });
    },
    ['codes'],
  ],
  [
    'a name in the team',
    () =>
      namePerson(workspace.book, workspace.author, workspace.author.device, {
        name: 'Anna',
        colour: 1,
      }),
    ['members'],
  ],
];

test.each(acts)('%s shows where it is shown, and wakes nobody else', async (_, act, woken) => {
  const before = Object.entries(screens).map(([name, { runs }]) => [name, runs()] as const);
  expect(act()).toMatchObject({ type: 'done' });
  // The status follows each change to the document.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const names = before.filter(([name, runs]) => screens[name]!.runs() !== runs);
  expect(names.map(([name]) => name).toSorted()).toEqual(woken.toSorted());
});

test('whoever came for one person and went is followed no more, and is when they come back', () => {
  const seen: number[] = [];
  for (let visit = 0; visit < 3; visit++) {
    const screen = watch(() => workspace.person(ann.id).answers.length);
    about(ann)();
    seen.push(screen.shown());
    screen.stop();
    about(ann)();
  }
  expect(seen).toEqual([1, 3, 5]);
});

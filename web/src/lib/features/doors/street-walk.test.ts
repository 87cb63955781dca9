import { describe, expect, test } from 'vitest';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { setField } from '@wardbook/shared/kinds/detail/detail';
import { UndoOffers } from '#lib/ui/undo.svelte.ts';
import { electorOf } from '@wardbook/shared/testing/electors';
import { openTestWorkspace } from '#lib/open/testing-workspace.ts';
import { codeForKey } from '#lib/parts/code-keys.ts';
import { StreetWalk } from './street-walk.svelte.ts';

async function walkAlderRoad() {
  const at = (number: number, forenames: string) =>
    electorOf({ forenames, address: [`${number} Alder Road`] });
  const [ann, bob, cat, dan] = [at(1, 'Ann'), at(1, 'Bob'), at(2, 'Cat'), at(3, 'Dan')];
  const workspace = await openTestWorkspace([ann, bob, cat, dan]);
  const offers = new UndoOffers();
  const walk = new StreetWalk(workspace, offers, workspace.register.streets[0]!.key);
  const doors = () => walk.rows.map((row) => (row.type === 'household' ? row.door : row.type));
  return { workspace, offers, walk, doors, ann, bob, cat, dan };
}

describe('walking a street', () => {
  test('doors keep their place while answers arrive, until the filter is chosen again', async () => {
    const { workspace, walk, doors, cat } = await walkAlderRoad();
    walk.onlyToAsk = true;
    recordAnswer(workspace.book, workspace.author, { person: cat.id, outcome: 'refused' });
    expect(doors()).toEqual(['1', '2', '3']);
    expect(walk.summary).toMatchObject({ tried: 1, toAsk: 3 });
    walk.onlyToAsk = false;
    walk.onlyToAsk = true;
    expect(doors()).toEqual(['1', '3']);
  });

  test('one side of the road at a time', async () => {
    const { walk, doors } = await walkAlderRoad();
    walk.side = 'even';
    expect(doors()).toEqual(['2']);
    walk.side = '';
    expect(doors()).toEqual(['1', '2', '3']);
  });

  test('"Not in" is one tap for the household, said in words and undone in one', async () => {
    const { workspace, offers, walk, ann, bob } = await walkAlderRoad();
    const { household } = walk.rows[0] as Extract<
      (typeof walk.rows)[number],
      { type: 'household' }
    >;
    walk.notIn(household);
    expect(workspace.person(bob.id).lastOutcome).toBe('not-in');
    expect(offers.current?.words).toBe('Not in: 1 Alder Road, 2 people');
    offers.current?.undo?.();
    expect([ann, bob].map(({ id }) => workspace.person(id).lastOutcome)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a letter records for who may be asked, and for nobody else', async () => {
    const { workspace, offers, walk, ann, dan } = await walkAlderRoad();
    const green = codeForKey(workspace.codes, 'g')!;
    expect(walk.record(ann.id, green)).toBe(true);
    expect(offers.current?.words).toBe('Ann Green: Green');
    recordAnswer(workspace.book, workspace.author, { person: dan.id, outcome: 'do-not-knock' });
    const field = { person: dan.id, field: 'flag:do-not-knock', value: true, over: [] } as const;
    setField(workspace.book, workspace.author, field);
    expect(walk.record(dan.id, green)).toBe(false);
    expect(workspace.person(dan.id).counted).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { electorWith, idFor, registerEntries } from '../../testing/arbitraries.ts';
import { electorOf } from './register-entry.ts';
import type { EditionId, Elector, PersonId } from './elector.ts';
import { walked } from '../../testing/walked.ts';
import type { Household, Street } from './walk.ts';

let last = 0;

function at(...address: string[]): Elector {
  last += 1;
  return electorWith({ id: idFor<PersonId>(last % 250), number: String(last), address });
}

function households(streets: readonly Street[]): Household[] {
  return streets.flatMap((street) => street.households);
}

/** Every door as 'Street: label'. */
function doors(...electors: Elector[]): string[] {
  return walked(electors).flatMap(({ name, households: each }) =>
    each.map(({ label }) => `${name}: ${label}`),
  );
}

describe('reading addresses', () => {
  test.each([
    [['Flat 7, 45 High Road'], 'High Road: Flat 7, 45'],
    [['56 Flat 1', 'High Road'], 'High Road: Flat 1, 56'],
    [['56 Flat 1 High Road'], 'High Road: Flat 1, 56'],
    [['[100-102] Coleman Road', 'Leicester'], 'Coleman Road: 100-102'],
    [
      ['Flat 1', 'Sheil Court', "7 Queen's Drive", 'Altrincham'],
      "Queen's Drive: Flat 1, Sheil Court",
    ],
    [['In the bin', 'Flat 2', '3 Foo Road', 'London'], 'Foo Road: In the bin, Flat 2, 3'],
    [['506, 10 Evelina Gardens'], 'Evelina Gardens: 506, 10'],
    [["1 Queen's Drive", 'Altrincham'], "Queen's Drive: 1"],
    [['26', 'High Road', 'Town'], 'High Road: 26'],
    [['Flat 3', '12', 'High Road'], 'High Road: Flat 3, 12'],
    [['7', 'Flat 2', 'High Road'], 'High Road: Flat 2, 7'],
    [['12 Maple House', '26 High Road'], 'High Road: 12, Maple House'],
    [['Flat 4 Maple House', '26 High Road', 'Wood Green'], 'High Road: Flat 4, Maple House'],
    [['1ST & 2ND', '45 High Road'], 'High Road: 1ST & 2ND, 45'],
    [['Top Floor Flat', '12A High St'], 'High St: Top Floor Flat, 12A'],
    [['Flat above 12 High Street'], 'High Street: Flat above, 12'],
    [['Rose Cottage', 'Church Lane', 'Town'], 'Church Lane: Rose Cottage'],
    [['Hill View', 'Church Lane', 'Town'], 'Church Lane: Hill View'],
    [['Rose Cottage', 'Little Snoring'], 'Little Snoring: Rose Cottage'],
    [['The Vicarage', 'The Green', 'Hollins'], 'The Green: The Vicarage'],
    [['Flat 1', 'Sheil Court', 'Altrincham'], 'Sheil Court: Flat 1, Sheil Court'],
    [['5 Maple Court'], 'Maple Court: 5'],
    [['12 High Road', 'Wood Green'], 'High Road: 12'],
    [['12/1 Foo Street'], 'Foo Street: 12/1'],
    [['1 1st Avenue'], '1st Avenue: 1'],
    [['Farmhouse'], 'Farmhouse: Farmhouse'],
    [['Rose\u00a0Cottage', '3  Church Lane'], 'Church Lane: 3 (Rose Cottage)'],
  ])('[WALK1] %j is %s', (address, door) => {
    expect(doors(at(...address))).toEqual([door]);
  });
});

describe('walking order', () => {
  test('[WALK2] houses by number and then letter, named ones after them', () => {
    const lane = ['14', '2', '12A', '12', '100'].map((number) => at(`${number} Church Lane`));
    const named = ['Weir Cottage', 'Ivy Cottage'].map((name) => at(name, 'Church Lane'));
    const order = ['2', '12', '12A', '14', '100', 'Ivy Cottage', 'Weir Cottage'];
    expect(doors(...named, ...lane)).toEqual(order.map((label) => `Church Lane: ${label}`));
  });

  test('[WALK2] flats stand together under their building, counted as people count', () => {
    const flats = [10, 2, 1].map((flat) => at(`Flat ${flat}`, 'Maple House', '26 High Road'));
    const shop = ['B', 'A'].map((flat) => at(`Flat ${flat}`, '27 High Road'));
    const streets = walked([...shop, at('28 High Road'), ...flats]);
    const found = households(streets);
    expect(found.map(({ label }) => label)).toEqual([
      'Flat 1, Maple House',
      'Flat 2, Maple House',
      'Flat 10, Maple House',
      'Flat A, 27',
      'Flat B, 27',
      '28',
    ]);
    const names = found.map(({ building }) => building?.name);
    expect([...new Set(names)]).toEqual(['Maple House', '27 High Road', undefined]);
    expect(new Set(found.map(({ building }) => building?.key)).size).toBe(3);
  });

  test('[WALK2] floors by name come from the bottom up', () => {
    const floors = ['Top', 'First', 'Ground', 'Basement'].map((f) =>
      at(`${f} Floor Flat`, '1 A Road'),
    );
    expect(households(walked(floors)).map(({ label }) => label.split(' ')[0])).toEqual([
      'Basement',
      'Ground',
      'First',
      'Top',
    ]);
  });

  test('[WALK3] spellings of one address are one household, shown as its first elector has it', () => {
    const [first, second] = [at("7 Queen's Drive", 'Town'), at('7 QUEENS DR', 'Town')];
    const found = households(walked([second, { ...first, postcode: 'zz14ab' }]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ label: '7', street: "Queen's Drive", side: 'odd' });
    expect(households(walked([first, { ...second, postcode: 'ZZ1 4AC' }]))).toHaveLength(2);
  });

  test('[WALK4] districts in order; those without an address alone and last in theirs; anonymous at the end', () => {
    const elsewhere = { ...at('1 High Road'), district: 'AM' };
    const overseas = [
      { ...at(), address: [] },
      { ...at(), address: [] },
    ];
    const hidden = [electorWith({ id: idFor<PersonId>(251), anonymous: true, address: [] })];
    const streets = walked([...hidden, elsewhere, ...overseas, at('2 Zoo Road')]);
    expect(
      streets.map(({ kind, district, households: each }) => [kind, district, each.length]),
    ).toEqual([
      ['street', 'AL', 1],
      ['other', 'AL', 2],
      ['street', 'AM', 1],
      ['anonymous', '', 1],
    ]);
    expect(streets.at(-1)?.households[0]).toMatchObject({
      label: 'Anonymous entries',
      postcode: '',
    });
  });

  test('[WALK5] a total order that loses nobody and does not depend on how electors come', () => {
    const shuffles = registerEntries.chain((entries) => {
      const electors = entries.map((entry, n) =>
        electorOf(entry, idFor<PersonId>(n), idFor<EditionId>(1)),
      );
      const all = { minLength: electors.length };
      return fc.tuple(fc.constant(electors), fc.shuffledSubarray(electors, all));
    });
    fc.assert(
      fc.property(shuffles, ([electors, shuffled]) => {
        const streets = walked(electors);
        expect(walked(shuffled)).toEqual(streets);
        const found = households(streets);
        const ids = found.flatMap((household) => household.electors.map(({ id }) => id));
        expect(ids.toSorted()).toEqual(electors.map(({ id }) => id).toSorted());
        expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
        expect(new Set(streets.map(({ key }) => key)).size).toBe(streets.length);
      }),
      { numRuns: 500 },
    );
  });
});

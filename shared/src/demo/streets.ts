/**
 * The map of Alderbrook, a ward that does not exist, in the district of Marlow Vale: four polling
 * districts, what their streets are like and which way each leans.
 */
import type { District } from '../kinds/register/district.ts';

export type StreetKind = 'terrace' | 'semi' | 'close' | 'shops' | 'tower' | 'court' | 'cottages';

export interface DemoStreet {
  readonly name: string;
  readonly kind: StreetKind;
  /** Houses; for a tower, floors; for a court, flats. */
  readonly size: number;
  /** Index into `leanings`. */
  readonly lean: Lean;
  /** The building, where flats have one. */
  readonly building?: string;
}

/** Letters of the default codes, each with how often people in such a street give it. */
export const leanings = {
  labour: [
    ['L', 42],
    ['T', 10],
    ['S', 8],
    ['G', 9],
    ['R', 12],
    ['I', 2],
    ['A', 3],
    ['D', 9],
    ['W', 4],
    ['X', 3],
  ],
  mixed: [
    ['L', 24],
    ['T', 20],
    ['S', 17],
    ['G', 9],
    ['R', 11],
    ['I', 3],
    ['A', 3],
    ['D', 9],
    ['W', 4],
    ['X', 2],
  ],
  conservative: [
    ['L', 11],
    ['T', 38],
    ['S', 16],
    ['G', 7],
    ['R', 13],
    ['I', 3],
    ['A', 3],
    ['D', 6],
    ['W', 3],
    ['X', 1],
  ],
  green: [
    ['L', 25],
    ['T', 7],
    ['S', 17],
    ['G', 30],
    ['R', 4],
    ['I', 3],
    ['A', 2],
    ['D', 7],
    ['W', 3],
    ['X', 2],
  ],
  reform: [
    ['L', 20],
    ['T', 14],
    ['S', 5],
    ['G', 4],
    ['R', 32],
    ['I', 3],
    ['A', 5],
    ['D', 7],
    ['W', 4],
    ['X', 8],
  ],
} as const satisfies Record<string, readonly (readonly [string, number])[]>;
export type Lean = keyof typeof leanings;

export const ward = 'Alderbrook';
export const council = 'Marlow Vale';

export const demoDistricts: readonly (District & { readonly streets: readonly DemoStreet[] })[] = [
  {
    letters: 'ALA',
    name: 'Old Town',
    place: 'St Mark’s Church Hall, Station Road',
    streets: [
      { name: 'Albert Road', kind: 'terrace', size: 76, lean: 'labour' },
      { name: 'Alma Terrace', kind: 'terrace', size: 22, lean: 'green' },
      { name: 'Bridge Street', kind: 'shops', size: 30, lean: 'mixed' },
      { name: 'Canal Street', kind: 'terrace', size: 48, lean: 'green' },
      { name: 'Chapel Yard', kind: 'close', size: 11, lean: 'green' },
      { name: 'Church Street', kind: 'terrace', size: 38, lean: 'mixed' },
      { name: 'Foundry Lane', kind: 'terrace', size: 56, lean: 'labour' },
      { name: 'High Street', kind: 'shops', size: 54, lean: 'mixed' },
      { name: 'Inkerman Street', kind: 'terrace', size: 72, lean: 'labour' },
      { name: "King's Road", kind: 'terrace', size: 84, lean: 'labour' },
      { name: 'Market Place', kind: 'shops', size: 16, lean: 'mixed' },
      { name: 'Mill Street', kind: 'court', size: 24, lean: 'green', building: 'Weavers Court' },
      { name: 'Nelson Street', kind: 'terrace', size: 60, lean: 'labour' },
      { name: 'Princess Street', kind: 'terrace', size: 46, lean: 'green' },
      { name: "Queen's Drive", kind: 'semi', size: 42, lean: 'mixed' },
      { name: "St Mark's Road", kind: 'terrace', size: 58, lean: 'green' },
      { name: 'Station Road', kind: 'terrace', size: 74, lean: 'mixed' },
      { name: 'Victoria Road', kind: 'terrace', size: 88, lean: 'labour' },
      { name: 'Wharf Lane', kind: 'court', size: 30, lean: 'green', building: 'Towpath House' },
    ],
  },
  {
    letters: 'ALB',
    name: 'Brook Estate',
    place: 'Brook Community Centre, Rowan Way',
    streets: [
      { name: 'Ash Grove', kind: 'semi', size: 46, lean: 'reform' },
      { name: 'Attlee Close', kind: 'close', size: 20, lean: 'labour' },
      { name: 'Beech Road', kind: 'semi', size: 72, lean: 'labour' },
      { name: 'Bevan Way', kind: 'terrace', size: 64, lean: 'labour' },
      { name: 'Brook Way', kind: 'tower', size: 13, lean: 'labour', building: 'Larch Point' },
      { name: 'Chestnut Walk', kind: 'terrace', size: 44, lean: 'reform' },
      { name: 'Elm Road', kind: 'semi', size: 68, lean: 'reform' },
      { name: 'Hawthorn Crescent', kind: 'semi', size: 58, lean: 'labour' },
      { name: 'Hazel Court', kind: 'court', size: 18, lean: 'labour', building: 'Hazel Court' },
      { name: 'Laburnum Road', kind: 'semi', size: 66, lean: 'reform' },
      { name: 'Maple Close', kind: 'court', size: 24, lean: 'labour', building: 'Maple House' },
      { name: 'Oak Avenue', kind: 'semi', size: 80, lean: 'labour' },
      { name: 'Poplar Road', kind: 'terrace', size: 54, lean: 'reform' },
      { name: 'Rowan Way', kind: 'tower', size: 14, lean: 'labour', building: 'Rowan Point' },
      { name: 'Sycamore Road', kind: 'semi', size: 62, lean: 'labour' },
      { name: 'Willow Close', kind: 'close', size: 18, lean: 'mixed' },
    ],
  },
  {
    letters: 'ALC',
    name: 'Hollins Park',
    place: 'Hollins Park Primary School',
    streets: [
      { name: 'Ambleside Avenue', kind: 'semi', size: 70, lean: 'conservative' },
      { name: 'Buttermere Road', kind: 'semi', size: 66, lean: 'mixed' },
      { name: 'Coniston Close', kind: 'close', size: 19, lean: 'conservative' },
      { name: 'Derwent Drive', kind: 'semi', size: 74, lean: 'mixed' },
      { name: 'Ennerdale Close', kind: 'close', size: 16, lean: 'mixed' },
      { name: 'Grasmere Avenue', kind: 'semi', size: 68, lean: 'conservative' },
      { name: 'Hollins Lane', kind: 'semi', size: 90, lean: 'mixed' },
      { name: 'Kendal Road', kind: 'semi', size: 82, lean: 'mixed' },
      { name: 'Langdale Gardens', kind: 'semi', size: 36, lean: 'conservative' },
      { name: 'Park Crescent', kind: 'semi', size: 44, lean: 'green' },
      { name: 'Park Parade', kind: 'shops', size: 14, lean: 'mixed' },
      { name: 'Rydal Close', kind: 'close', size: 14, lean: 'conservative' },
      { name: 'Thirlmere Road', kind: 'semi', size: 64, lean: 'mixed' },
      { name: 'Ullswater Road', kind: 'semi', size: 72, lean: 'mixed' },
      { name: 'Windermere Avenue', kind: 'semi', size: 78, lean: 'conservative' },
    ],
  },
  {
    letters: 'ALD',
    name: 'Nether Alder',
    place: 'Nether Alder Village Hall, The Green',
    streets: [
      { name: 'Alder Farm Close', kind: 'close', size: 24, lean: 'mixed' },
      { name: 'Back Lane', kind: 'cottages', size: 18, lean: 'conservative' },
      { name: 'Barley Croft', kind: 'close', size: 34, lean: 'mixed' },
      { name: 'Bluebell Way', kind: 'semi', size: 84, lean: 'mixed' },
      { name: 'Church Lane', kind: 'cottages', size: 28, lean: 'conservative' },
      { name: 'Cowslip Drive', kind: 'semi', size: 66, lean: 'mixed' },
      { name: 'Foxglove Road', kind: 'semi', size: 78, lean: 'green' },
      { name: 'Glebe Road', kind: 'semi', size: 48, lean: 'conservative' },
      { name: 'Harvest Way', kind: 'semi', size: 62, lean: 'mixed' },
      { name: 'Long Meadow', kind: 'close', size: 30, lean: 'conservative' },
      { name: 'Manor Drive', kind: 'semi', size: 40, lean: 'conservative' },
      {
        name: 'Meadow View',
        kind: 'court',
        size: 32,
        lean: 'conservative',
        building: 'Glebe House',
      },
      { name: 'Orchard Close', kind: 'close', size: 22, lean: 'conservative' },
      { name: 'Poppy Close', kind: 'close', size: 26, lean: 'mixed' },
      { name: 'Skylark Avenue', kind: 'semi', size: 76, lean: 'mixed' },
      { name: 'The Green', kind: 'cottages', size: 24, lean: 'conservative' },
    ],
  },
];

export const cottageNames = [
  'Rose Cottage',
  'The Old Forge',
  'Ivy Cottage',
  'Orchard House',
  'The Old Vicarage',
  'Jasmine Cottage',
  'Pear Tree Cottage',
  'The Old School House',
  "Wheelwright's Cottage",
  'Honeysuckle Cottage',
  'Manor Farm',
  'Brook Cottage',
  'The Gables',
  'Yew Tree House',
  'Weir Cottage',
  'Stable Cottage',
  'Dovecote Barn',
  'The Granary',
  'Corner Cottage',
  'Thatched Cottage',
  'Bramble Cottage',
  'Lilac Cottage',
  'Apple Tree House',
  'The Laurels',
  'Swallows Barn',
  'Well Cottage',
  'Damson Cottage',
  'The Old Post Office',
  'Holly Lodge',
  'Green Farm',
  'Walnut House',
  'Primrose Cottage',
  'Kiln Cottage',
  'The Hayloft',
  "Badger's Holt",
  'Church View',
  'Quince Cottage',
  'Larkrise',
  'Pond Cottage',
  'The Cider House',
] as const;

/** What the demo ward's team has written down about the place, and what people say at doors. */
import type { MemoryEvent } from '../kinds/memory/memory.ts';

export type Knowledge = Pick<MemoryEvent, 'kind' | 'title' | 'text' | 'road'> & {
  /** How it was settled, if it was. */
  readonly settled?: string;
};

export const knowledge: readonly Knowledge[] = [
  {
    kind: 'issue',
    title: 'Lorries cutting through Foundry Lane',
    road: 'Foundry Lane',
    text: 'HGVs use it to miss the lights on Station Road, worst between 6 and 8 in the morning. Residents want a weight limit. County highways asked for a count.',
  },
  {
    kind: 'issue',
    title: 'Damp in Larch Point',
    road: 'Brook Way',
    text: 'Black mould on the north side, floors 4 to 9. The housing association has surveyed twice and sent nobody to mend it.',
  },
  {
    kind: 'issue',
    title: 'Lift out of order at Rowan Point',
    road: 'Rowan Way',
    text: 'One of two lifts broken since spring, the other stops at 11. Several people above floor 8 cannot manage the stairs.',
    settled: 'New motor fitted, both lifts running. Thank the tenants’ group when you are there.',
  },
  {
    kind: 'issue',
    title: 'Number 14 bus cut after 7 pm',
    text: 'The last bus from the hospital now leaves before the late shift ends. Petition has 412 names.',
  },
  {
    kind: 'issue',
    title: 'Flooding at the foot of Church Lane',
    road: 'Church Lane',
    text: 'The culvert under the lane is blocked. Three houses had water in them last winter.',
  },
  {
    kind: 'issue',
    title: 'Parking at school times on Kendal Road',
    road: 'Kendal Road',
    text: 'Drives blocked at 8.45 and 3.15. The head is willing to try a walking bus.',
  },
  {
    kind: 'issue',
    title: 'Surgery closing on Market Place',
    road: 'Market Place',
    text: 'Both partners retire in March and no one has been found. Next nearest is 2 miles away.',
  },
  {
    kind: 'issue',
    title: 'Street lights off on Canal Street',
    road: 'Canal Street',
    text: 'Six lamps dark from the bridge to the wharf. Reported in October under two numbers.',
    settled: 'All six mended in the week after our letter.',
  },
  {
    kind: 'issue',
    title: 'New houses, no school places',
    road: 'Skylark Avenue',
    text: 'The developer’s promised primary school has slipped three years. Families drive to Marlow.',
  },
  {
    kind: 'issue',
    title: 'Fly-tipping behind Poplar Road',
    road: 'Poplar Road',
    text: 'The back alley is full again. People would like gates; the council wants all owners to sign.',
  },
  {
    kind: 'issue',
    title: 'Library hours',
    text: 'Open two mornings only. Older people and parents both raise it. The friends’ group would staff a third day.',
  },
  {
    kind: 'issue',
    title: 'Potholes on Victoria Road',
    road: 'Victoria Road',
    text: 'Deepest outside 31 and 58. A cyclist was hurt in June.',
    settled: 'Resurfaced from the junction to number 60.',
  },
  {
    kind: 'issue',
    title: 'Park gates locked at 4 in winter',
    road: 'Park Crescent',
    text: 'Dog walkers and the running club would like 6. Nobody can say who decided.',
  },
  {
    kind: 'issue',
    title: 'Noise from the foundry at night',
    road: 'Inkerman Street',
    text: 'A fan runs until 2 in the morning. Environmental health want a diary kept by three households.',
  },
  {
    kind: 'issue',
    title: 'Speeding on Hollins Lane',
    road: 'Hollins Lane',
    text: 'Two accidents at the bend by number 44. Residents offer to run a speed watch.',
  },
  {
    kind: 'note',
    title: 'Larch Point: how to get in',
    road: 'Brook Way',
    text: 'The caretaker lets us in on Saturdays before noon. Start at the top and walk down.',
  },
  {
    kind: 'note',
    title: 'Rowan Point: ask first',
    road: 'Rowan Way',
    text: 'Ring the tenants’ group the day before; they put a sheet up in the hall so that people expect us.',
  },
  {
    kind: 'note',
    title: 'Weavers Court is sheltered housing',
    road: 'Mill Street',
    text: 'Call at the office first. Mornings only. Many people like a proper talk, so send somebody with time.',
  },
  {
    kind: 'note',
    title: 'Back Lane has no pavement',
    road: 'Back Lane',
    text: 'Wear something bright. Not after dark.',
  },
  {
    kind: 'note',
    title: 'Towpath House entrance',
    road: 'Wharf Lane',
    text: 'The door is on the canal side, not on the lane.',
  },
  {
    kind: 'note',
    title: 'Market day',
    road: 'Market Place',
    text: 'Thursdays. A stall is free for community groups if booked by Monday.',
  },
  {
    kind: 'note',
    title: 'Where to park for The Green',
    road: 'The Green',
    text: 'Behind the village hall. The pub minds if we use theirs.',
  },
  {
    kind: 'note',
    title: 'Good time for the Lakes roads',
    road: 'Windermere Avenue',
    text: 'Early evening on weekdays. On Saturdays most of them are out.',
  },
  {
    kind: 'note',
    title: 'Flats over the shops on High Street',
    road: 'High Street',
    text: 'Bells are at the back, along Chapel Yard. Names on bells are mostly out of date.',
  },
  {
    kind: 'note',
    title: 'Skylark Avenue leaflets',
    road: 'Skylark Avenue',
    text: 'Boxes are at the drive, not in the door: one person can do the whole road in 25 minutes.',
  },
];

export const activists: readonly string[] = [
  'Moira Fenwick',
  'Dev Raichura',
  'Callum Oyelaran',
  'Bronwen Tasker',
  'Hugh Pemberton',
  'Zosia Lipska',
];

export const answerNotes: readonly string[] = [
  'Wants to hear back about the bus.',
  'Was friendly, in a hurry. Call again on a weekend.',
  'Says nobody has knocked in years and was glad to be asked.',
  'Voted for us last time, cross about parking since.',
  'Will talk it over with the family first.',
  'Would like a copy of the last newsletter.',
  'Thinks the council wastes money on consultants.',
  'Asked what we would do about the surgery.',
  'Works nights: never before noon.',
  'Knows everybody in the street, worth asking to help.',
  'Moved in last spring, does not know the ward yet.',
  'Likes the councillor, not the party.',
  'Pleased that the street lights were mended.',
  'Will put up a poster if the neighbours do.',
];

export const doorNotes: readonly string[] = [
  'Bell does not work, knock loudly.',
  'Dog in the front garden: ring from the gate.',
  'Use the side door.',
  'Steep steps and no rail.',
  'Letterbox at the bottom of the door, with a snappy spring.',
  'Key safe and carer in the mornings: come after 2.',
  'Deaf in one ear, speak up and give time.',
  'Gate sticks, lift and push.',
  'Post goes in the box by the garage.',
  'Buzzer is for the flat above: wave at the window.',
];

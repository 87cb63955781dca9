/** The words by which a street, a building and a flat are told apart in a British address. */

/** Ends the name of a street and hardly ever anything else. */
const streetWords =
  'road|street|lane|avenue|drive|close|crescent|grove|way|terrace|mews|square|hill|parade|circus|' +
  'broadway|boulevard|bypass|approach|cul de sac|esplanade|promenade|causeway|wynd|brow';
/** Ends the name of a street, a house or a building. */
const placeWords =
  'gardens|garden|place|park|row|rise|walk|view|green|vale|end|yard|mead|meadow|meadows|croft|' +
  'fields|field|common|wharf|quay|quays|gate|path|bank|chase|dene|fold|' +
  'court|mount|ridge|side|bridge|cross|heath|wood|woods|mill|paddock|paddocks|orchard';
/** Ends the name of a building. */
const buildingWords =
  'house|houses|tower|towers|point|heights|lodge|mansions|hall|apartments|building|buildings|' +
  'block|works|flats|mansion|farm|cottage|cottages|villa|villas|barn|hotel|arms|inn|home|centre';
const unitWords =
  'flat|apartment|apt|unit|room|studio|maisonette|bedsit|penthouse|suite|plot|caravan|pitch|berth';

const ending = '(?: (?:north|south|east|west|upper|lower))?$';
const street = new RegExp(`(?:^| )(?:${streetWords})${ending}`);
const place = new RegExp(`(?:^| )(?:${placeWords})${ending}`);
const building = new RegExp(`(?:^| )(?:${buildingWords})$`);
const theSomething = /^the [a-z]+$/;

const abbreviations: Readonly<Record<string, string>> = {
  rd: 'road',
  st: 'street',
  str: 'street',
  ln: 'lane',
  ave: 'avenue',
  av: 'avenue',
  dr: 'drive',
  drv: 'drive',
  cl: 'close',
  cres: 'crescent',
  cresc: 'crescent',
  gr: 'grove',
  gro: 'grove',
  gdns: 'gardens',
  gdn: 'gardens',
  pl: 'place',
  pk: 'park',
  ct: 'court',
  crt: 'court',
  sq: 'square',
  ter: 'terrace',
  terr: 'terrace',
  hse: 'house',
  bldgs: 'buildings',
};

/** How sure the words of a name are that it is a street: 3 surely, 2 perhaps, 1 hardly, 0 a building. */
export type Streetness = 0 | 1 | 2 | 3;

/** `name` is a match key whose last word is spelled out. */
export function streetness(name: string): Streetness {
  if (street.test(name)) return 3;
  if (building.test(name)) return 0;
  return place.test(name) || theSomething.test(name) ? 2 : 1;
}

/** 'foo rd' -> 'foo road'. Only at the end: 'st marys road' stays. */
export function spellOut(name: string): string {
  const space = name.lastIndexOf(' ');
  if (space < 0) return name;
  const full = abbreviations[name.slice(space + 1)];
  return full === undefined ? name : name.slice(0, space + 1) + full;
}

export const unitPattern = new RegExp(`^(?:${unitWords})\\b`, 'i');

/** 'Flat 3', 'Top Floor Flat', '1st & 2nd', 'Basement', 'Annexe': part of a house, not a house. */
export const partOfHousePattern = new RegExp(
  `\\b(?:${unitWords})s?\\b|\\bfloor\\b|^basement\\b|^annexe?\\b|^\\d+(?:st|nd|rd|th)\\b(?!.*(?:${streetWords})$)`,
  'i',
);

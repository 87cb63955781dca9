// The colours that people and codes may have, by the names and numbers that a book stores.
// Each is only ever shown with initials or a letter on it, in the ink that reads best (colour.ts).

/** By a person's colour number, 0 to 7. */
export const personColours = [
  '#7a4a8c',
  '#2f6d7a',
  '#a8502a',
  '#3f6b35',
  '#34568b',
  '#8a6a1f',
  '#9c3d5f',
  '#5a5148',
] as const;

export function personColour(index: number): string {
  return personColours[index % personColours.length] ?? personColours[0];
}

export const codeColours = {
  slate: '#5d6b7a',
  red: '#c13030',
  orange: '#e0822a',
  amber: '#f0b03a',
  yellow: '#f3dc54',
  green: '#3c8a48',
  teal: '#177a78',
  sky: '#58b1dc',
  blue: '#2a58a8',
  purple: '#75459c',
  pink: '#d8719f',
  brown: '#7b5334',
} as const;

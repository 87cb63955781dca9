/**
 * Where the keyboard stops along a street: each person, and each door's "Not in". Up and down go
 * from door to door in the same column, left and right between a door's people and its button. Pure.
 */
import type { PersonId } from '@wardbook/shared/kinds/register/elector';

export interface Stop {
  readonly key: string;
  /** Which row of the list it is in. */
  readonly row: number;
  readonly column: 'person' | 'door';
  readonly person?: PersonId;
}

/** `column: 'door'` comes after the people of its row. */
export function nextStop(stops: readonly Stop[], from: string, key: string): Stop | undefined {
  const at = stops.findIndex((stop) => stop.key === from);
  const here = stops[at];
  if (!here) return undefined;
  const same = (stop: Stop) => stop.column === here.column;
  const inRow = (stop: Stop) => stop.row === here.row && stop.column !== here.column;
  switch (key) {
    case 'ArrowDown':
      return stops.slice(at + 1).find(same);
    case 'ArrowUp':
      return stops.slice(0, at).findLast(same);
    case 'ArrowLeft':
    case 'ArrowRight': {
      const isTowardsDoor = key === 'ArrowRight';
      return isTowardsDoor === (here.column === 'person') ? stops.find(inRow) : undefined;
    }
    case 'Home':
      return stops.find(same);
    case 'End':
      return stops.findLast(same);
    default:
      return undefined;
  }
}

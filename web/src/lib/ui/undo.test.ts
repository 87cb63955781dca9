import { expect, test } from 'vitest';
import { UndoOffers } from './undo.svelte.ts';

test('a new act replaces the offer before it and is told apart from it', () => {
  const offers = new UndoOffers();
  const undone: string[] = [];
  offers.offer('Not in', () => undone.push('first'));
  const first = offers.current;
  offers.offer('Not in', () => undone.push('second'));
  expect(offers.current?.id).not.toBe(first?.id);
  offers.current?.undo?.();
  expect(undone).toEqual(['second']);
  offers.dismiss();
  expect(offers.current).toBeNull();
});

/** Electors in walking order, without a book. */
import type { Elector } from '../kinds/register/elector.ts';
import { WalkingOrder, type Street } from '../kinds/register/walk.ts';

export function walked(electors: Iterable<Elector>): readonly Street[] {
  const order = new WalkingOrder();
  for (const elector of electors) order.put(elector.id, elector);
  return order.streets();
}

/** What a device that is in a book no more had in it: for its own sake, and to judge what it left. */
import type { DeviceId } from '../base/ids.ts';
import { applyStatement } from './access.ts';
import type { Access } from './state.ts';

/** The book just before the statement by which the device left it, and that statement's own date. */
export function beforeLeaving(
  { statements }: Access,
  device: DeviceId,
): { readonly access: Access; readonly at: number } | undefined {
  let before: Access | undefined;
  for (const statement of statements) {
    const result = applyStatement(before, statement);
    if (result.type === 'refused') continue;
    if (before && result.access.former.has(device))
      return { access: before, at: statement.issuedAt };
    before = result.access;
  }
  return undefined;
}

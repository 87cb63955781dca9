/**
 * The order in which a log once stood, from what is kept of it. Statements come as they do in the log
 * that decides, and each sealed entry right after the statement that stood before it: so whoever
 * judges it there judges by what was known then.
 */
import { accessOf, applyStatement, mayDeviceAppend } from '@wardbook/shared/access/access';
import { roleAt, type Access } from '@wardbook/shared/access/state';
import type { Statement } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { headingOf, type Entry } from '@wardbook/shared/protocol/entry';
import { fingerprint } from './membership.ts';
import type { SealedEntry } from './sealed-tail.ts';

/**
 * `sealed`, with those of `statements` between them that stood before the last. `order` are the
 * fingerprints of all statements that are held.
 */
export function inOldOrder(
  order: readonly string[],
  statements: readonly Statement[],
  sealed: readonly SealedEntry[],
): Entry[] {
  const places = new Map(order.map((print, place) => [print, place]));
  const placeOf = ({ after }: SealedEntry) => places.get(after) ?? -1;
  const first = Math.min(...sealed.map(placeOf));
  // A snapshot stands before what it does not cover, some of which came while it was on its way.
  const placed = sealed.map((entry) => ({
    entry,
    place: entry.kind === 'snapshot' ? first : placeOf(entry),
  }));
  placed.sort(
    (a, b) =>
      a.place - b.place ||
      Number(b.entry.kind === 'snapshot') - Number(a.entry.kind === 'snapshot') ||
      a.entry.at - b.entry.at ||
      a.entry.seq - b.entry.seq,
  );
  const rest = statements
    .map(({ bytes, issuedAt }) => ({
      entry: { kind: 'access' as const, at: issuedAt, blob: bytes },
      place: places.get(fingerprint(bytes)) ?? Infinity,
    }))
    .toSorted((a, b) => a.place - b.place);
  let next = 0;
  return placed.flatMap(({ entry: { kind, at, blob }, place }) => {
    const from = next;
    while (next < rest.length && rest[next]!.place <= place) next += 1;
    return [...rest.slice(from, next).map((statement) => statement.entry), { kind, at, blob }];
  });
}

/**
 * The statements to give at once to a relay that has none of the book's. Usually all, so that
 * nobody whom the later ones shut out gets in meanwhile. But where something is kept that may stand
 * only before some of them (its author was removed since, say): those that stood before that, and
 * as many more as it takes to let this device in. The others are given in their places between the
 * entries.
 */
export function statementsToBegin(
  statements: readonly Statement[],
  sealed: readonly SealedEntry[],
  device: DeviceId,
  now: number,
): readonly Statement[] {
  const all = accessOf(statements);
  const prints = statements.map(({ bytes }) => fingerprint(bytes));
  const places = sealed
    .filter((entry) => !mayStandAfter(all, entry))
    .map(({ after }) => prints.indexOf(after) + 1);
  const least = Math.min(statements.length, ...places);
  let access: Access | undefined;
  for (const [index, statement] of statements.entries()) {
    if (index >= least && access && roleAt(access, device, now)) return statements.slice(0, index);
    const result = applyStatement(access, statement);
    if (result.type === 'access') ({ access } = result);
  }
  return statements;
}

function mayStandAfter(access: Access | undefined, { kind, at, blob }: SealedEntry): boolean {
  const heading = headingOf(blob);
  return (
    access !== undefined &&
    heading?.epoch === access.epoch &&
    mayDeviceAppend(access, heading.author, kind, at)
  );
}

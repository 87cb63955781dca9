/** Joins and invites come at a measured pace, however many keys somebody makes. */
import type { Statement } from '@wardbook/shared/access/statement';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { statementKey } from '../room/decide.ts';
import type { Room } from '../room/room.ts';

/**
 * Those of `statements`, which `device` brings to be let in, that come too soon after others by the
 * same invite. The device's own join comes before those of others.
 */
export function hastyJoins(
  room: Room,
  device: DeviceId,
  statements: readonly Statement[],
  elapsed: number,
): ReadonlySet<Statement> {
  const isOwn = ({ author }: Statement) => author === device;
  const ownFirst = [...statements.filter(isOwn), ...statements.filter((each) => !isOwn(each))];
  const { invites } = room.state.access;
  return new Set(
    ownFirst.filter(
      ({ body }) =>
        body.type === 'join' &&
        // Of an invite that the book does not have there is nothing to count.
        invites.has(body.invite) &&
        !room.joins.take(body.invite, elapsed),
    ),
  );
}

/**
 * Whether `device` makes invites too fast. What others have made, and what the log has already, may
 * be carried as it comes: so a relay that lost them gets them back.
 */
export function isHastyInvite(
  room: Room,
  device: DeviceId,
  { author, body, bytes }: Statement,
  elapsed: number,
): boolean {
  if (body.type !== 'invite' || author !== device) return false;
  return !room.state.known.has(statementKey(bytes)) && !room.invites.take(device, elapsed);
}

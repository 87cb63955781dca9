/** What becomes of members: let in, changed, removed, given new keys. Part of `access.ts`. */
import { toBase64Url } from '../base/bytes.ts';
import type { DeviceId } from '../base/ids.ts';
import {
  afterSteppingDown,
  goingWith,
  invitesAfterRemoval,
  isKeeper,
  recipientsWithout,
} from './closing-doors.ts';
import {
  devicesIn,
  devicesMax,
  hasLastingKeeper,
  isKnown,
  refused,
  replacedMax,
  recoverySheetsMax,
  taken,
  withMember,
  without,
  withStatement,
  type Access,
  type AccessResult,
  type Former,
  type Member,
} from './state.ts';
import type {
  Change,
  Grant,
  Replace,
  Revoke,
  RecoverySheetBody,
  Statement,
  Wrap,
} from './statement.ts';

export function grant(access: Access, statement: Statement, body: Grant): AccessResult {
  if (isKnown(access, body.device)) return refused('already-member');
  if (devicesIn(access) >= devicesMax) return refused('too-many');
  const wraps = wrapsIn(access, body);
  if (!wraps) return refused('wrong-epoch');
  return withMember(access, statement, {
    device: body.device,
    wrapPublic: body.wrapPublic,
    role: body.role,
    until: body.until,
    admittedBy: statement.author,
    invite: undefined,
    since: statement.issuedAt,
    wraps,
    label: body.label,
    person: body.device,
    isRecoverySheet: false,
  });
}

/** One more keeper, on paper. */
export function recoverySheet(
  access: Access,
  statement: Statement,
  body: RecoverySheetBody,
): AccessResult {
  if (isKnown(access, body.device)) return refused('already-member');
  const existing = [...access.members.values()].filter(({ isRecoverySheet }) => isRecoverySheet);
  if (existing.length >= recoverySheetsMax || devicesIn(access) >= devicesMax)
    return refused('too-many');
  const wraps = wrapsIn(access, body);
  if (!wraps) return refused('wrong-epoch');
  return withMember(access, statement, {
    device: body.device,
    wrapPublic: body.wrapPublic,
    role: 'keeper',
    until: 0,
    admittedBy: statement.author,
    invite: undefined,
    since: statement.issuedAt,
    wraps,
    label: new Uint8Array(),
    person: body.device,
    isRecoverySheet: true,
  });
}

export function change(access: Access, statement: Statement, body: Change): AccessResult {
  const member = access.members.get(body.device);
  if (!member || member.isRecoverySheet) return refused('not-a-member');
  const changed: Member = { ...member, role: body.role, until: body.until };
  const members = new Map(access.members).set(body.device, changed);
  if (!hasLastingKeeper(members)) return refused('last-keeper');
  const next = { ...withStatement(access, statement), members };
  const wasKeeper = isKeeper(access.members, member.person);
  if (statement.version === 1 || !wasKeeper || isKeeper(members, member.person)) return taken(next);
  const { gone, ...closed } = afterSteppingDown(access, statement.author, members, member.device);
  return taken({ ...next, ...closed, former: withFormer(access, statement, gone, 'removed') });
}

export function revoke(access: Access, statement: Statement, body: Revoke): AccessResult {
  const { version, author } = statement;
  const { devices, epoch } = body;
  if (devices.length === 0 || !devices.every((device) => access.members.has(device)))
    return refused('not-a-member');
  if (epoch !== access.epoch + 1) return refused('wrong-epoch');
  const going = goingWith(access, devices, version);
  const members = without(access.members, going);
  if (!hasLastingKeeper(members)) return refused('last-keeper');
  const sealedFor = new Map(
    body.wraps.map(({ recipient, sealed }) => [toBase64Url(recipient), sealed]),
  );
  const recipients = recipientsWithout(access, going, version);
  const isExact =
    sealedFor.size === body.wraps.length &&
    sealedFor.size === recipients.length &&
    recipients.every(({ id }) => sealedFor.has(id));
  if (!isExact) return refused('wrong-recipients');
  const wrapOf = (id: string): Wrap => ({ epoch, sealed: sealedFor.get(id)! });
  for (const [id, each] of members)
    members.set(id, { ...each, wraps: [...each.wraps, wrapOf(id)] });
  const invites = new Map(invitesAfterRemoval(access, author, devices, version));
  for (const [id, each] of invites)
    if (sealedFor.has(id)) invites.set(id, { ...each, wrap: wrapOf(id) });
  const gone = going.map((device) => access.members.get(device)!);
  const former = withFormer(access, statement, gone, 'removed');
  return taken({ ...withStatement(access, statement), epoch, members, invites, former });
}

/**
 * By a member whose membership has not ended: new keys take their place, with its role, end and
 * person.
 */
export function replace(access: Access, statement: Statement, body: Replace): AccessResult {
  const member = access.members.get(statement.author)!;
  if (isKnown(access, body.device)) return refused('already-member');
  if (replacedFor(access, member) >= replacedMax) return refused('too-many');
  const wraps = wrapsIn(access, body);
  if (!wraps) return refused('wrong-epoch');
  const { device, wrapPublic, label } = body;
  const members = without(access.members, [member.device]);
  members.set(device, { ...member, device, wrapPublic, wraps, label });
  // Further devices that it has invited are the new one's from now on.
  const invites = new Map(access.invites);
  for (const [id, each] of invites)
    if (each.own && each.by === member.device) invites.set(id, { ...each, by: device });
  // So are those whose joins it has answered.
  const waiting = new Map(access.waiting);
  for (const [id, { comparing, ...each }] of waiting)
    if (comparing?.answer?.by === member.device)
      waiting.set(id, {
        ...each,
        comparing: { ...comparing, answer: { ...comparing.answer, by: device } },
      });
  const former = withFormer(access, statement, [member], 'replaced');
  return taken({ ...withStatement(access, statement), members, invites, waiting, former });
}

/**
 * The keys that a statement gives one device, in rising epochs up to the present one; undefined if
 * they are not.
 */
function wrapsIn(
  { epoch }: Access,
  { wrap, older }: Pick<Grant, 'wrap' | 'older'>,
): readonly Wrap[] | undefined {
  const wraps = [...older, wrap];
  const isRising = wraps.every((each, at) => at === 0 || wraps[at - 1]!.epoch < each.epoch);
  return isRising && wrap.epoch === epoch ? wraps : undefined;
}

function replacedFor(access: Access, { person }: Member): number {
  const gone = [...access.former.values()];
  return gone.filter((each) => each.how === 'replaced' && each.person === person).length;
}

function withFormer(
  access: Access,
  { author: by, issuedAt: at }: Statement,
  gone: readonly Member[],
  how: Former['how'],
): ReadonlyMap<DeviceId, Former> {
  const former = new Map(access.former);
  for (const { device, label, person } of gone)
    former.set(device, { device, how, by, at, label, person });
  return former;
}

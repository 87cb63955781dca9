/** Property tests over every turn of random histories, of which each kind must really have been taken. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { play, steps, type Turn } from './memberships.ts';

/**
 * For fast-check. By a seed, since tests count what is rare: each time by another would fail by chance.
 * `WARDBOOK_SEED=7` looks at other histories.
 */
export const runs = { numRuns: 400, seed: Number(process.env['WARDBOOK_SEED'] ?? 1) };

/**
 * Runs `check` over every turn of many histories, and sees that each type was taken often: the rarest
 * is 27 times on average.
 */
export function eachTurn(check: (turn: Turn) => void): void {
  const taken = new Map<string, number>();
  fc.assert(
    fc.property(steps, (tried) => {
      for (const turn of play(tried)) {
        check(turn);
        if (turn.result.type === 'refused') continue;
        const name = nameOf(turn);
        taken.set(name, (taken.get(name) ?? 0) + 1);
      }
    }),
    runs,
  );
  for (const name of names.split(',')) expect(taken.get(name) ?? 0, name).toBeGreaterThan(5);
}

const names =
  'grant,invite,join,withdraw,answer,open,admit,decline,change,revoke,replace,recovery-sheet,relays,audit,schema,own invite,' +
  'own join,own admit,revoke of several,grant by a sheet';

/** The statement's type, or what is rare in it. */
export function nameOf({ before, statement: { author, body } }: Turn): string {
  const by =
    body.type === 'join'
      ? body.invite
      : body.type === 'admit'
        ? before.waiting.get(body.device)?.invite
        : undefined;
  if (by && before.invites.get(by)?.own) return `own ${body.type}`;
  if (body.type === 'invite' && body.own) return 'own invite';
  if (body.type === 'revoke' && body.devices.length > 1) return 'revoke of several';
  if (before.members.get(author)?.isRecoverySheet) return `${body.type} by a sheet`;
  return body.type;
}

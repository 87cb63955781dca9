import { describe, expect, test } from 'vitest';
import type { AccessRefusal } from '@wardbook/shared/access/state';
import * as said from '#lib/words/said/team.ts';
import { keeperActWords, type NotDone } from './keeper-act-words.ts';

// As a record, so that a new refusal without a test does not compile.
const refusals: Record<AccessRefusal, true> = {
  'not-a-create': true,
  'already-created': true,
  'other-book': true,
  'author-not-keeper': true,
  'invite-unknown': true,
  'invite-expired': true,
  'invite-used-up': true,
  'invite-withdrawn': true,
  'already-member': true,
  'not-waiting': true,
  'wait-expired': true,
  'no-commitment': true,
  'already-answered': true,
  'not-answered': true,
  'already-opened': true,
  'wrong-opening': true,
  'not-opened': true,
  'answerer-gone': true,
  'not-a-member': true,
  'last-keeper': true,
  'wrong-epoch': true,
  'wrong-recipients': true,
  'too-many': true,
  'not-own-terms': true,
  'not-relays': true,
  'relays-outdated': true,
  'schema-not-higher': true,
};
const all: NotDone[] = [
  { type: 'no-connection' },
  { type: 'no-answer' },
  ...(Object.keys(refusals) as AccessRefusal[]).map((reason) => ({
    type: 'refused' as const,
    reason,
  })),
];

describe('a keeper’s act that was not done', () => {
  test.each(all)('says what happened and what to do: %j', (result) => {
    const { title, next } = keeperActWords(result);
    for (const sentence of [title, next]) expect(sentence).toMatch(/^[A-Z].+\.$/);
    expect(`${title} ${next}`).not.toMatch(/sync|epoch|statement|wrap|undefined/i);
    const isAboutRelays = result.type === 'refused' && /relays/.test(result.reason);
    if (!isAboutRelays) expect(`${title} ${next}`).not.toMatch(/relay/i);
  });

  test('nothing is called undone where that is not known', () => {
    expect(keeperActWords({ type: 'no-answer' }).title).toMatch(/may or may not/);
  });
});

test('the lack of a connection is said in whole sentences', () => {
  expect(said.needsConnection()).toMatch(/^[A-Z].+\.$/);
  const [sentences, way] = said.needsThatRelay({ relay: 'relay.example' });
  expect(sentences).toMatch(/^The relay .+, relay\.example, .+\. A keeper .+: $/);
  expect(way).toMatchObject({ mark: 'link' });
});

import { describe, expect, test } from 'vitest';
import { closeCodes, isFinal, type CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { deviceNumbered } from '@wardbook/shared/testing/statements';
import type { ReplicaStatus } from '../sync/replica-status.ts';
import { changesText, dataStatus as dataStatusOf } from './data-status.ts';
import { wellStatus } from './testing-status.ts';

const [ann, annsPhone, ben] = [1, 2, 3].map(deviceNumbered) as [DeviceId, DeviceId, DeviceId];
const people = new Map([
  [ann, 'Ann Okafor'],
  [annsPhone, 'Ann Okafor'],
  [ben, 'Ben Reid'],
]);
const dataStatus = (status: ReplicaStatus) =>
  dataStatusOf(status, (devices) => [
    ...new Set([...devices].map((device) => people.get(device) ?? 'Somebody')),
  ]);

const connections = ['offline', 'connecting', 'waiting', 'reading', 'live', 'stopped'] as const;
const storages = [
  { type: 'saved' },
  { type: 'saving' },
  { type: 'failing', reason: 'full' },
  { type: 'failing', reason: 'closed' },
  { type: 'failing', reason: 'cleared' },
  { type: 'failing', reason: 'broken' },
] as const;
const finals = (Object.keys(closeCodes) as CloseReason[]).filter((reason) =>
  isFinal(closeCodes[reason]),
);

/** Every state that a replica can be in, as far as words depend on it. */
const everyState: ReplicaStatus[] = connections.flatMap((connection) =>
  storages.flatMap((storage) =>
    [0, 1, 1_200].flatMap((waiting) =>
      [undefined, 1].flatMap((sharedAt) =>
        [undefined, 'not-allowed'].flatMap((publishRefused) =>
          [false, true].flatMap((withheld) =>
            (connection === 'stopped' ? finals : [undefined]).map((stoppedBy) => ({
              ...wellStatus,
              connection,
              storage,
              waiting,
              sharedAt,
              stoppedBy,
              health: { ...wellStatus.health, publishRefused, withheld },
            })),
          ),
        ),
      ),
    ),
  ),
);

describe('where the data is, in words', () => {
  test('every state has its whole sentences', () => {
    expect(everyState.length).toBeGreaterThan(1_000);
    for (const state of everyState) {
      const { short, brief, safe, next } = dataStatus(state);
      expect(short).toMatch(/^[A-Z0-9][^.]*$/);
      expect(brief.length).toBeLessThanOrEqual('10,000 waiting'.length);
      expect(safe).toMatch(/^[A-Z0-9].*\.$/);
      if (next !== undefined) expect(next).toMatch(/^[A-Z].*\.$/);
      expect(`${short} ${safe} ${next ?? ''}`).not.toMatch(/undefined|CRDT|sync|epoch/);
    }
  });

  test('“Shared” is said only when the relay has everything and this device has too', () => {
    for (const state of everyState) {
      const isShared =
        state.connection === 'live' && state.waiting === 0 && state.storage.type === 'saved';
      const { tone, brief, short } = dataStatus(state);
      const saysShared = tone === 'shared' || brief === 'Shared' || short === 'Shared';
      expect(saysShared).toBe(isShared && !state.health.withheld);
    }
  });

  test('nothing is called safe or saved while this device cannot save', () => {
    for (const state of everyState.filter(({ storage }) => storage.type === 'failing')) {
      const { tone, short, safe } = dataStatus(state);
      expect(tone).toBe('danger');
      expect(short).toMatch(/^Not saving/);
      expect(safe).not.toMatch(/is saved|are saved|safe/i);
      if (state.waiting > 0) expect(safe).toContain('only in this window');
    }
  });

  test('nothing is called saved while it is being written', () => {
    for (const state of everyState.filter(({ storage }) => storage.type === 'saving')) {
      const { short, safe } = dataStatus(state);
      expect(short).toBe('Saving on this device');
      expect(safe).not.toMatch(/saved/);
    }
  });

  test('what waits is counted, with and without a connection', () => {
    const waiting = { ...wellStatus, waiting: 12 };
    expect(dataStatus(waiting).short).toBe('12 changes waiting, safe on this device');
    expect(dataStatus({ ...waiting, connection: 'offline' }).next).toMatch(/no connection/);
    expect(dataStatus({ ...waiting, waiting: 1 }).safe).toMatch(/^1 change is saved/);
    expect(
      dataStatus({ ...waiting, connection: 'stopped', stoppedBy: 'not-allowed' }).safe,
    ).toMatch(/Not shared yet: 12 changes\.$/);
  });

  test('[PHONE4] what waits is promised nothing for while Wardbook is closed', () => {
    const tones = ['waiting', 'here'];
    const states = everyState.filter((state) => tones.includes(dataStatus(state).tone));
    const promises = states.flatMap((state) => dataStatus(state).next ?? []);
    const later = promises.filter((next) =>
      /are (shared|sent|being sent)|connects again/.test(next),
    );
    expect(new Set(later).size).toBe(5);
    for (const next of later) expect(next).toMatch(/Wardbook (is )?open|while it is open/);
  });

  test('whoever waits to be let in is told so, and nothing is called shared or safe', () => {
    const status = dataStatus({
      ...wellStatus,
      connection: 'waiting',
      role: undefined,
      waiting: 3,
    });
    expect(status).toMatchObject({ tone: 'waiting', short: 'Waiting to be let in' });
    expect(`${status.safe} ${status.next}`).not.toMatch(/change|shared/);
  });

  test('a removal without its proof takes nothing away and says so', () => {
    for (const stoppedBy of ['removed', 'declined'] as const) {
      const { short, safe } = dataStatus({ ...wellStatus, connection: 'stopped', stoppedBy });
      expect(short).toMatch(/says/);
      expect(safe).toMatch(/no proof .* stays on this device/);
    }
  });

  test('keepers are told of what they alone can do', () => {
    for (const stoppedBy of ['permit-needed', 'book-deleted'] as const) {
      const state = { ...wellStatus, connection: 'stopped', stoppedBy } as const;
      expect(dataStatus(state).next).toMatch(/under (More, )?Relays/);
      const next = dataStatus({ ...state, role: 'editor' }).next;
      expect(next).toMatch(/Ask a keeper/);
      expect(next).toMatch(/^[A-Z].*\.$/);
    }
    const full = {
      ...wellStatus,
      waiting: 2,
      health: { ...wellStatus.health, publishRefused: 'book-full' },
    };
    expect(dataStatus(full)).toMatchObject({ short: 'Not sharing: no room at the relay' });
    expect(dataStatus(full).next).toMatch(/another relay too/);
    expect(dataStatus({ ...full, role: 'editor' }).next).toMatch(/Tell a keeper/);
  });

  test('too many new books is said to pass by itself', () => {
    const state = {
      ...wellStatus,
      waiting: 3,
      connection: 'offline',
      lastClose: 'too-many-books',
    } as const;
    expect(dataStatus(state)).toMatchObject({
      tone: 'waiting',
      short: 'Not sharing yet: too many new books',
    });
    expect(dataStatus(state).next).toMatch(/tries again by itself/);
    expect(dataStatus({ ...state, connection: 'live' }).short).toMatch(/^3 changes/);
  });

  test('what the relay’s disk has damaged is said, before “Shared” is', () => {
    const missing = [{ seq: 7, kind: 'update', at: 5, isHere: false }] as const;
    const one = dataStatus({ ...wellStatus, missing });
    expect(one).toMatchObject({ tone: 'danger', short: '1 change is damaged at the relay' });
    expect(one.next).toMatch(/puts it back by itself/);
    expect(dataStatus({ ...wellStatus, missing: [...missing, ...missing] }).short).toBe(
      '2 changes are damaged at the relay',
    );
  });

  test('[LOG16] the relay is blamed where more people than one were shown something else', () => {
    const said = (...devices: DeviceId[]) =>
      dataStatus({ ...wellStatus, health: { ...wellStatus.health, disputedBy: new Set(devices) } });
    expect(said(ann, ben).short).toBe('The relay is not telling everybody the same');
    for (const alone of [said(ann), said(ann, annsPhone)]) {
      expect(alone.short).toBe('Ann Okafor’s device says that it was shown something else');
      expect(alone.safe).toMatch(/Either the relay .+ or that device says what is not so/);
    }
  });

  test('[LOG16] what cannot be opened stands in the headline, with whose it is', () => {
    const entry = {
      seq: 7,
      kind: 'update',
      author: ben,
      at: 5,
      isLocked: false,
      refusal: 'not-allowed',
    } as const;
    const one = dataStatus({ ...wellStatus, unopened: [entry] });
    expect(one.short).toBe('Shared, but 1 change by Ben Reid cannot be opened here');
    expect([one.tone, one.next?.includes('Ask Ben Reid')]).toEqual(['waiting', true]);
    const locked = { ...entry, author: ann, isLocked: true, refusal: 'no-key' } as const;
    const both = dataStatus({ ...wellStatus, waiting: 3, unopened: [entry, locked] });
    expect(both.short).toMatch(/^3 changes waiting, .+ but 2 changes by Ben Reid and Ann Okafor/);
    expect(both.next).toMatch(/lacks a key/);
    const nobodys = dataStatus({ ...wellStatus, unopened: [{ ...entry, author: undefined }] });
    expect(nobodys.short).toBe('Shared, but 1 change cannot be opened here');
  });

  test('[LOG19] whose snapshot left something out stands in the headline, and that it is put back', () => {
    const said = (waiting: number, ...left: [DeviceId, number][]) =>
      dataStatus({
        ...wellStatus,
        waiting,
        health: { ...wellStatus.health, shortenedBy: new Map(left) },
      });
    const one = said(0, [ann, 3], [annsPhone, 9]);
    expect(one.short).toBe('Shared, but Ann Okafor’s device left out 12 changes');
    expect(one.safe).toMatch(/They are all here, and this device puts them back by itself/);
    expect([one.tone, one.next]).toEqual(['waiting', expect.stringMatching(/^Ask Ann Okafor /)]);
    expect(said(3, [ann, 1], [ben, 1]).short).toMatch(
      /^3 changes waiting, .+ but Ann Okafor’s device and Ben Reid’s device left out 2 changes$/,
    );
    expect(said(0, [ben, 1]).safe).toMatch(/left out 1 change .+ It is here, .+ puts it back/);
  });

  test('[STORE4] what could not be read here is said, whatever else there is to say', () => {
    const said = (rest: Partial<ReplicaStatus>, isReadAgain = false) =>
      dataStatus({ ...wellStatus, setAside: { count: 1, isReadAgain }, ...rest });
    const offline = said({ connection: 'offline' });
    expect(offline.short).toMatch(/, but some of what was stored here could not be read$/);
    expect([offline.tone, offline.brief]).toEqual(['here', 'Some unread']);
    expect(offline.safe).toMatch(/1 piece of .+ was set aside.+ comes back from the relay/);
    expect(offline.safe).toMatch(/What had not been shared may be missing\.$/);
    expect(offline.next).toMatch(/record again what is missing/);
    const live = said({}, true);
    expect([live.tone, live.brief]).toEqual(['waiting', 'Some unread']);
    expect(live.safe).toMatch(/has been read again from the relay/);
    expect(said({ connection: 'stopped', stoppedBy: 'removed' }).safe).toMatch(/set aside/);
    expect(said({ waiting: 2, setAside: { count: 3, isReadAgain: false } }).safe).toMatch(
      /3 pieces of .+ were set aside/,
    );
  });

  test('[CLOCK2] a clock more than two minutes off is told, by how much and which way', () => {
    const minute = 60_000;
    const said = (relayAheadMs: number, rest: Partial<ReplicaStatus> = {}) =>
      dataStatus({ ...wellStatus, relayAheadMs, ...rest });
    for (const ms of [0, 2 * minute, -2 * minute]) expect(said(ms).short).toBe('Shared');
    const ahead = said(-4 * 365.25 * 24 * 60 * minute);
    expect(ahead.short).toBe('Shared, but this device’s clock is 4 years ahead');
    expect([ahead.tone, ahead.brief]).toEqual(['waiting', 'Clocks differ']);
    expect(ahead.next).toMatch(/^Set this device’s date and time to automatic/);
    expect(ahead.safe).toMatch(/4 years ahead of the relay’s/);
    expect(said(3 * minute).short).toMatch(/clock is 3 minutes behind$/);
    expect(said(3 * minute).safe).toMatch(/3 minutes behind the relay’s/);
    expect(said(5 * 60 * minute).short).toMatch(/clock is 5 hours behind$/);
    expect(said(-12 * 1_440 * minute, { waiting: 2 }).short).toMatch(
      /^2 .+, but .+ 12 days ahead$/,
    );
    expect(said(-minute * 9, { connection: 'offline' }).short).not.toMatch(/clock/);
    // Out of reach what was received last tells as much.
    const behind = said(0, { connection: 'offline', behindSeenMs: 3 * 1_440 * minute });
    expect(behind.short).toMatch(/, but this device’s clock is 3 days behind$/);
    expect(behind.safe).toMatch(/3 days later.+gets that time, not an earlier one/);
    expect(behind.next).toMatch(/Set this device’s date and time to automatic/);
    const little = { connection: 'offline', behindSeenMs: 2 * minute } as const;
    expect(said(0, little).short).not.toMatch(/clock/);
    expect(said(0, { behindSeenMs: 3 * minute }).short).toBe('Shared');
  });

  test('a relay that took nothing, or tells different histories, is told', () => {
    const refused = { ...wellStatus.health, publishRefused: 'not-allowed' };
    expect(dataStatus({ ...wellStatus, waiting: 3, health: refused }).short).toMatch(/not taken/);
    for (const kept of [{ withheld: true }, { removalKept: true }]) {
      const health = { ...wellStatus.health, ...kept };
      expect(dataStatus({ ...wellStatus, health }).short).toMatch(/^The relay is not telling/);
    }
  });
});

test('changes are counted in words', () => {
  expect([1, 2, 1_200].map(changesText)).toEqual(['1 change', '2 changes', '1,200 changes']);
});

/** The documented example does what it says, run as a reader would run it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { applyImport } from '@wardbook/shared/kinds/register/apply-import';
import type { RegisterEntry } from '@wardbook/shared/kinds/register/register-entry';
import { planImport } from '@wardbook/shared/kinds/register/register-import';
import { contactsIn } from '@wardbook/shared/testing/measured-ward';
import { registerIndex } from '@wardbook/shared/kinds/register/register-index';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import { writeInviteLink } from '../src/lib/sync/files/invite-link.ts';
import { reach, Team } from './access/team.ts';

const script = fileURLToPath(new URL('../examples/join-and-record.ts', import.meta.url));
const run = promisify(execFile);

const elector: RegisterEntry = {
  line: 2,
  district: 'AB',
  number: '7',
  suffix: '',
  title: '',
  surname: 'Okafor',
  forenames: 'Ada',
  nameSuffix: '',
  markers: '',
  optedOut: false,
  attains: '',
  address: ['3 Elm Road'],
  postcode: 'ZZ1 4AB',
  externalId: '',
  uprn: '',
  anonymous: false,
};

test('[SYNC9] a script joins by a link, reads, records, and waits for the receipt', async () => {
  const team = new Team();
  try {
    const keeper = await team.found();
    const plan = planImport(
      [elector],
      keeper.book.of(registerIndex),
      'example-import-1' as EditionId,
      keeper.author.random,
    );
    const summary = { file: 'f.csv', layout: 'test', problems: 0 };
    expect(applyImport(keeper.book, keeper.author, plan, summary).type).toBe('done');
    const secret = await team.invite(keeper);
    const origin = team.relay.address.replace(/^ws/, 'http').replace(/\/relay$/, '');
    const link = writeInviteLink(origin, keeper.replica.book, secret);
    const { stdout } = await run(process.execPath, [script, link, 'Sam Okafor']);
    expect(stdout).toContain('Ward: 1 people on the register.');
    expect(stdout).toContain('“Not in” recorded for AB-7, and the relay has received it.');
    await reach(keeper.replica, () => contactsIn(keeper.book) === 1);
    expect([...keeper.replica.membership.names.values()]).toContain('Sam Okafor');
  } finally {
    await team.end();
  }
});

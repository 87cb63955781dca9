/**
 * The client side of sync without a browser: joins a book by its link, reads it, records an answer
 * and waits for the relay's receipt. Node 24, nothing to build:
 *
 *   node web/examples/join-and-record.ts 'https://relay.example/join#1.…' 'Sam Okafor'
 *
 * The invite must give the role of editor. The book is held in memory only and forgotten on exit;
 * the device stays listed in the team.
 */
import { systemClock, systemRandom } from '@wardbook/shared/base/ports';
import { bookSettings } from '@wardbook/shared/kinds/settings/settings';
import { electors } from '@wardbook/shared/kinds/register/register';
import { openBook, wardPolicy } from '@wardbook/shared/books/ward';
import { recordAnswer } from '@wardbook/shared/kinds/answer/answer';
import { electorNumber } from '@wardbook/shared/kinds/register/elector';
import { createDeviceKeys } from '@wardbook/shared/sealing/keys';
import { parseInviteLink } from '../src/lib/sync/files/invite-link.ts';
import { createMemoryStorage } from '../src/lib/sync/storage/memory-storage.ts';
import { Replica } from '../src/lib/sync/replica.ts';

const [linkText = '', name = 'Example script'] = process.argv.slice(2);
const link = parseInviteLink(linkText);
if (!link) {
  console.error('Give the whole invite link in quotes, and then a name.');
  process.exit(1);
}

const device = await createDeviceKeys();
const opened = await Replica.open({
  policy: wardPolicy,
  book: link.book,
  device,
  storage: createMemoryStorage(),
  relay: link.relay,
  invitation: { secret: link.secret, name },
  crossTab: false,
});
if (opened.type === 'failed') throw new Error(opened.reason);
const { replica } = opened;

replica.connect();
const isLive = await replica.until(({ connection }) => connection === 'live', 30_000);
if (!isLive) {
  console.error(`Not let in: ${replica.status.stoppedBy ?? 'the relay does not answer'}.`);
  process.exit(1);
}

const book = openBook(replica.doc);
const register = electors(book).electors;
console.log(`${bookSettings(book)?.ward}: ${register.length} people on the register.`);

const person = register.find((elector) => !elector.anonymous);
if (person) {
  const author = { device: device.id, now: systemClock, random: systemRandom };
  recordAnswer(book, author, { person: person.id, outcome: 'not-in' });
  const isShared = await replica.allShared(10_000);
  console.log(
    isShared
      ? `“Not in” recorded for ${electorNumber(person)}, and the relay has received it.`
      : 'Recorded here, but no receipt came. It is lost when this script ends.',
  );
}
await replica.close();
process.exit(0);

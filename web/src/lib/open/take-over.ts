/**
 * Books as Wardbook first made them, taken over by a keeper's device: what stands in their maps is
 * appended, and once the relays have all of it, the keeper signs that the book is of the schema of now.
 * Before that place in the log it is judged as a book of then, behind it by the rules of now.
 */
import { schemaVersion } from '@wardbook/shared/books/ward';
import { systemRandom as random } from '@wardbook/shared/base/ports';
import type { Book } from '@wardbook/shared/ledger/book';
import { signAct } from '@wardbook/shared/sealing/keeper-acts';
import type { Replica } from '../sync/replica.ts';
import { holdsAll } from './holders.ts';
import { whyNotWrite } from './why-not-write.ts';

/** Does nothing on a device that is no keeper's. Goes on until the book is raised, or is closed. */
export function takeOver(replica: Replica, book: Book): void {
  const { role } = replica.status;
  if (role !== 'keeper' || whyNotWrite(book, role)) return;
  book.takeOver();
  const stop = replica.onStatusChange(consider);
  consider();

  function consider(): void {
    const { access, device } = replica.membership;
    if (!access || access.schema >= schemaVersion) return stop();
    if (!replica.mayDecide || book.hasEarlierShape || !isEverywhere(replica)) return;
    // Once in a sitting. Where nobody answers, the book stays as it was until the next.
    stop();
    const signer = { access, device, now: replica.relayNow, random };
    void signAct(signer, { type: 'schema', schema: schemaVersion }).then((statement) =>
      replica.propose(statement),
    );
  }
}

/** What a log lacks would come to stand behind the statement, and be judged by the rules of now. */
function isEverywhere({ status }: Replica): boolean {
  const isOnEach = status.relays.every(({ waiting }) => waiting === 0);
  return status.role === 'keeper' && holdsAll(status) && isOnEach;
}

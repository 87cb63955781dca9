/**
 * Tells people of one name apart: the second who came into the book under a name that looks the same
 * is 'Ann Lee (2)' on every screen, and stays it, whoever leaves. So nobody passes for another by
 * calling themselves as they do.
 */
import type { Access } from '@wardbook/shared/access/state';
import { nameKey } from '@wardbook/shared/base/plain-name';
import type { DeviceId } from '@wardbook/shared/base/ids';
import { deviceKind } from '@wardbook/shared/kinds/device/device';
import type { Book } from '@wardbook/shared/ledger/book';

type Numbers = ReadonlyMap<DeviceId, number>;

const cached = new WeakMap<Book, { access: Access; numbers: Numbers }>();
const followed = new WeakSet<Book>();

/**
 * 1 for the first of that name. `nameOf` says what a person, known by their first device, is called.
 * Counted once for all people until somebody comes, goes or is called otherwise.
 */
export function nameNumber(
  book: Book,
  access: Access,
  person: DeviceId,
  nameOf: (person: DeviceId) => string | undefined,
): number {
  if (!followed.has(book)) {
    followed.add(book);
    book.onChange(({ entries }) => {
      if (entries.some(({ event }) => event.type === deviceKind.type)) cached.delete(book);
    });
  }
  let counted = cached.get(book);
  if (counted?.access !== access) {
    counted = { access, numbers: numbersOf(access, nameOf) };
    cached.set(book, counted);
  }
  return counted.numbers.get(person) ?? 1;
}

function numbersOf(access: Access, nameOf: (person: DeviceId) => string | undefined): Numbers {
  const numbers = new Map<DeviceId, number>();
  const counts = new Map<string, number>();
  for (const person of inOrder(access)) {
    const name = nameOf(person);
    if (name === undefined || numbers.has(person)) continue;
    const key = nameKey(name);
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    numbers.set(person, number);
  }
  return numbers;
}

/** By when they were let in, then those who only asked. */
function inOrder({ statements }: Access): DeviceId[] {
  const letIn: DeviceId[] = [];
  const asked: DeviceId[] = [];
  for (const { author, body } of statements) {
    if (body.type === 'create' || (body.type === 'join' && body.wrap)) letIn.push(author);
    if (body.type === 'grant' || body.type === 'admit') letIn.push(body.device);
    if (body.type === 'join' && !body.wrap) asked.push(author);
  }
  return [...letIn, ...asked];
}

/**
 * Bugs throw. Use only for what cannot happen in a correct program; whatever can arrive from a
 * person, a file or the network is a value with a name instead.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Marks the branch of a switch that the types say is never taken. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`);
}

/**
 * The one table of close codes. 44xx: coming back changes nothing, so the client stops; 45xx: come
 * back later. Each has a sentence for the person in the app and a test.
 */
export const closeCodes = {
  malformed: 4400,
  'wrong-version': 4401,
  'not-proven': 4402,
  'not-admitted': 4403,
  'book-unknown': 4404,
  'membership-ended': 4405,
  'not-allowed': 4406,
  'invite-unknown': 4407,
  'invite-expired': 4408,
  'invite-used-up': 4409,
  'creating-closed': 4410,
  'too-large': 4411,
  'statements-refused': 4412,
  'invite-withdrawn': 4413,
  removed: 4414,
  declined: 4415,
  replaced: 4416,
  'book-deleted': 4417,
  'permit-needed': 4418,
  'foreign-page': 4419,
  'wait-expired': 4420,
  'backup-only': 4421,
  'too-slow-to-greet': 4500,
  'too-far-behind': 4501,
  'relay-cannot-save': 4502,
  'relay-stopping': 4503,
  'too-much': 4504,
  silent: 4505,
  'relay-fault': 4506,
  'too-many-books': 4507,
} as const;

export type CloseReason = keyof typeof closeCodes;

const reasons = new Map<number, CloseReason>(
  Object.entries(closeCodes).map(([reason, code]) => [code, reason as CloseReason]),
);

export function closeReasonOf(code: number): CloseReason | undefined {
  return reasons.get(code);
}

/** Whether trying again by itself is of no use. */
export function isFinal(code: number): boolean {
  return code >= 4400 && code < 4500;
}

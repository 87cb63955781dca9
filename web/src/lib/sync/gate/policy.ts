/** What may stand in a book's document, as its kind declares it. */
export interface Policy {
  /** Lists of what somebody has said: each value names who (`by`, or `via`) and when (`at`). */
  readonly events: readonly string[];
  /** Lists of what belongs to an event. */
  readonly rows: readonly string[];
}

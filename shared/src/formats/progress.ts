/**
 * How long work on a file reports where it is, lets others run, and is stopped. Abort is the one
 * thing here that throws: the promise rejects with the signal's reason, as `fetch` does.
 */

export interface Work {
  /** Told now and then how much of the work is done; `done` never passes `total`. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export const rowsPerReport = 500;

/** Reports, lets the event loop turn once, and throws the signal's reason when it was aborted. */
export async function breathe(work: Work, done: number, total: number): Promise<void> {
  work.signal?.throwIfAborted();
  work.onProgress?.(Math.min(done, total), total);
  await new Promise((resolve) => setTimeout(resolve, 0));
  work.signal?.throwIfAborted();
}

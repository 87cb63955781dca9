// Makes the demo ward in a worker, so that the page stays awake. Knows nothing of storage.
import type { DeviceId } from '@wardbook/shared/base/ids';
import type { MadeBook } from '#lib/device/begin-book.ts';

/** What the worker is asked. */
export interface DemoRequest {
  readonly device: DeviceId;
  readonly seed: number;
  /** ms since 1970; the history is that of the year before. */
  readonly now: number;
}

/** Rejects when the worker cannot be loaded or fails. */
export function makeDemoWard(request: DemoRequest): Promise<MadeBook> {
  const worker = new Worker(new URL('./demo-worker.ts', import.meta.url), { type: 'module' });
  const made = new Promise<MadeBook>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<MadeBook>) => resolve(data));
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
  });
  worker.postMessage(request);
  return made.finally(() => worker.terminate());
}

// The worker's side of import-flow.svelte.ts: messages in, messages out.
import type { PageMessage, WorkerMessage } from './import-messages.ts';
import { ImportSession } from './import-session.ts';

const session = new ImportSession(answer);

self.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  // A rejection in a worker is seen by nobody unless it is passed on.
  session.take(data).catch((error: unknown) => answer({ type: 'fault', text: String(error) }));
});

function answer(message: WorkerMessage): void {
  self.postMessage(message);
}

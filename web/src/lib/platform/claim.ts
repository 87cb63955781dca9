/**
 * One thing shared by the windows of one browser: many may claim it together, one may ask to have it
 * alone for a while, and whoever has claimed it is then asked to let go. Doesn't know what the thing
 * is.
 *
 * Invariant: `alone` runs while nobody else has claimed it, unless a window that is asleep does not
 * answer: its claim is then taken from it, and it is told so when it wakes.
 */

export interface Claim {
  release(): void;
}

/**
 * What is asked of whoever has claimed it. `step-aside`: it will be another when it is claimed again,
 * and whoever shows it may go on showing it meanwhile.
 */
export type Asked = 'let-go' | 'step-aside';

type Word = Asked | 'changed';

/** How long other windows may take to let go. */
const letGoMs = 8_000;

/**
 * Resolves once nobody has it alone. `onasked` is called when somebody wants it alone, or has taken
 * it: then release it, and claim it again to wait until they are done.
 */
export function claimTogether(name: string, onasked: (asked: Asked) => void): Promise<Claim> {
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(name);
    let release: () => void = () => undefined;
    const released = new Promise<void>((end) => (release = end));
    const isOver = { yes: false };
    const end = () => {
      isOver.yes = true;
      channel.close();
      release();
    };
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if ((data === 'let-go' || data === 'step-aside') && !isOver.yes) onasked(data);
    });
    // At an address that is not secure there are no locks, and no books either: that is said later.
    if (!('locks' in navigator)) {
      resolve({ release: end });
      return;
    }
    navigator.locks
      .request(name, { mode: 'shared' }, () => {
        resolve({ release: end });
        return released;
      })
      .catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        // It was claimed, and has been taken.
        if (!isOver.yes) onasked('let-go');
      });
  });
}

/** For as long as nobody else has it at all; undefined when somebody has. Asks nobody to let go. */
export function claimIfFree(name: string): Promise<Claim | undefined> {
  return new Promise((resolve, reject) => {
    if (!('locks' in navigator)) {
      resolve(undefined);
      return;
    }
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
}

export type Alone<T> =
  | { readonly type: 'done'; readonly result: T }
  /** Another window has it alone, and went on having it. */
  | { readonly type: 'busy' };

/** Runs `act` while nobody else has claimed it; then whoever listens is told that it has changed. */
export async function alone<T>(
  name: string,
  act: () => Promise<T>,
  asked: Asked = 'let-go',
  waitMs = letGoMs,
): Promise<Alone<T>> {
  const run = async (): Promise<Alone<T>> => {
    try {
      return { type: 'done', result: await act() };
    } finally {
      say(name, 'changed');
    }
  };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), waitMs);
  let hasBegun = false;
  const ran = navigator.locks.request(name, { signal: patience.signal }, () => {
    hasBegun = true;
    clearTimeout(timer);
    return run();
  });
  // Only now that the place in the queue is taken, or others would let go and be first again.
  say(name, asked);
  try {
    return await ran;
  } catch (error) {
    if (hasBegun || !patience.signal.aborted) throw error;
    const { held = [] } = await navigator.locks.query();
    const isAtWork = held.some((lock) => lock.name === name && lock.mode === 'exclusive');
    if (isAtWork) return { type: 'busy' };
    return await navigator.locks.request(name, { steal: true }, run);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls `onchange` after somebody else had it alone. Gives what ends that. */
export function onChange(name: string, onchange: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', ({ data }) => data === 'changed' && onchange());
  return () => channel.close();
}

function say(name: string, word: Word): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage(word);
  channel.close();
}

/** A text from one page to another through a bare WebSocket, with nothing done to it on the way. */
let socket: WebSocket | undefined;
let arrived: Promise<number> | undefined;

export function listen(url: string): Promise<void> {
  const opened = new WebSocket(url);
  socket = opened;
  return new Promise((resolve, reject) => {
    opened.addEventListener('open', () => resolve());
    opened.addEventListener('error', () => reject(new Error('the socket does not open')));
  });
}

/** Waits for the next text and shows it; `inFrame` gives the time when it had been drawn. */
export function expectText(): void {
  const screen = document.querySelector('#screen')!;
  arrived = new Promise((resolve) => {
    socket!.addEventListener(
      'message',
      ({ data }: MessageEvent<string>) => {
        screen.textContent = data;
        void pageClock.frameWith(() => screen.textContent === data).then(resolve);
      },
      { once: true },
    );
  });
}

export function inFrame(): Promise<number> {
  return arrived ?? Promise.reject(new Error('nothing is expected'));
}

/** The moment of sending, on this page's clock. */
export function send(text: string): number {
  const now = performance.now();
  socket!.send(text);
  return now;
}

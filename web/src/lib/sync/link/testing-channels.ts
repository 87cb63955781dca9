/** For tests of what windows say to each other by channels. */

const turns = 8;

/** Everything that was on its way has arrived, and what was answered to it: what is said later comes later. */
export async function settled(): Promise<void> {
  const channels = [new BroadcastChannel('settled'), new BroadcastChannel('settled')] as const;
  for (let turn = 0; turn < turns; turn++)
    await new Promise((resolve) => {
      channels[1].onmessage = resolve;
      channels[0].postMessage(turn);
    });
  for (const channel of channels) channel.close();
}

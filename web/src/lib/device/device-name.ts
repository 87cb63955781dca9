// What a person would call the device they are at. A first suggestion only: people change it.
// Doesn't know where it is kept.
import { browserOf, systemOf, type Agent } from '../platform/browser-and-system.ts';
import * as said from '#lib/words/said/device.ts';

/** 'Firefox on Windows'; undefined where the browser says nothing that is understood. */
export function guessDeviceName(agent: Agent = navigator): string | undefined {
  const [browser, system] = [browserOf(agent), systemOf(agent)];
  if (browser && system) return said.browserOnSystem({ browser, system });
  if (system) return said.systemAlone({ system });
  return browser && said.browserAlone({ browser });
}

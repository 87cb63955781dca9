// Owns what is known of how this page was opened, as far as it bears on how long a browser keeps what
// is stored: in a tab or from the Home Screen, and on which system.
// Doesn't know what is stored, nor what people are told.
import { systemOf, browserOf, type Agent } from './browser-and-system.ts';

export interface Surroundings {
  /** Opened from the Home Screen, or as an app on a computer. */
  readonly isInstalled: boolean;
  readonly system: 'apple-phone' | 'android' | 'computer';
  /** Every browser on an iPhone or iPad, and Safari on a Mac, clears what it has not seen for a week. */
  readonly forgets: boolean;
}

interface Page {
  readonly navigator: Agent & {
    /** On iPhones and iPads only. */
    readonly standalone?: boolean;
  };
  readonly matchMedia: (query: string) => { readonly matches: boolean };
}

export function surroundings({ navigator, matchMedia }: Page = window): Surroundings {
  const isInstalled =
    navigator.standalone === true || matchMedia('(display-mode: standalone)').matches;
  const found = systemOf(navigator);
  const isApplePhone = found === 'iphone' || found === 'ipad';
  const system = isApplePhone ? 'apple-phone' : found === 'android' ? 'android' : 'computer';
  const forgets = !isInstalled && (isApplePhone || browserOf(navigator) === 'safari');
  return { isInstalled, system, forgets };
}

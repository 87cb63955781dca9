// Owns the choice between light, dark and the system's own setting, and writes the answer to
// `data-theme` on the page.
// Invariants: the page always carries 'light' or 'dark'; the choice survives a restart where the
// browser lets us store it, and works for this visit where it does not.
// Doesn't know any colour but the browser bar's, which it reads from the page.
import { createContext } from 'svelte';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The same name is read by static/first-paint.js before the app starts. */
const storageKey = 'wardbook:theme';

export const [getTheme, setTheme] = createContext<Theme>();

export class Theme {
  #choice = $state<ThemeChoice>('system');
  readonly #view: Window;
  readonly #systemDark: MediaQueryList;

  constructor(view: Window = window) {
    this.#view = view;
    this.#systemDark = view.matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark.addEventListener('change', () => this.#show());
    this.#choice = storedChoice(view);
    this.#show();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    try {
      this.#view.localStorage.setItem(storageKey, choice);
    } catch {
      // Storage is blocked or full. The choice still holds until the page closes.
    }
    this.#show();
  }

  #show(): void {
    const isDark =
      this.#choice === 'dark' || (this.#choice === 'system' && this.#systemDark.matches);
    const page = this.#view.document;
    page.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    const paper = this.#view.getComputedStyle(page.documentElement).getPropertyValue('--paper');
    page.querySelector('meta[name="theme-color"]')?.setAttribute('content', paper.trim());
  }
}

function storedChoice(view: Window): ThemeChoice {
  try {
    const stored = view.localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

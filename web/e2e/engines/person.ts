/**
 * Somebody at a browser, whichever engine it has: they find what is on the screen by its words, press
 * it, type, and wait for what they then see.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from './browser.ts';

export type Role = 'button' | 'link' | 'textbox' | 'option' | 'radio' | 'switch' | 'heading';
/** All of it, or how it begins where nothing is called just so; or what it matches. */
export type Words = string | RegExp;

/** Ends what hangs, and says nothing about speed. */
const waitMsMax = 180_000;
const lookEveryMs = 200;

export class Person {
  readonly browser: Browser;

  constructor(browser: Browser) {
    this.browser = browser;
  }

  async goTo(url: string): Promise<void> {
    await this.browser.goTo(url);
  }

  async press(role: Role, words: Words): Promise<void> {
    const at = await this.#find(role, words);
    await this.browser.pressAt(at.x, at.y);
  }

  /** In place of what stood in the field; not before the field has taken the press. */
  async fill(label: Words, text: string): Promise<void> {
    await this.#until(`“${String(label)}” can be written in`, async () => {
      await this.press('textbox', label);
      return (await this.#look('textbox', label))?.hasFocus === true;
    });
    await this.browser.look(`document.activeElement.select();`);
    await this.browser.type(text);
  }

  async finds(role: Role, words: Words): Promise<void> {
    await this.#find(role, words);
  }

  async sees(words: Words): Promise<void> {
    await this.#until(`“${String(words)}” is on the screen`, async () =>
      matches(await this.text(), words),
    );
  }

  /** Where the data is, in the one line that is always there. */
  async seesStatus(words: Words): Promise<void> {
    await this.#until(`the status says “${String(words)}”`, async () =>
      matches(await this.#status(), words),
    );
  }

  /** All the words on the screen. */
  async text(): Promise<string> {
    return String(await this.browser.look('return document.body.innerText;'));
  }

  /** What stands in the field. */
  async valueOf(label: string): Promise<string> {
    return String(
      await this.browser.look(
        `return [...document.querySelectorAll('input, textarea')]
          .find((field) => field.labels?.[0]?.innerText.trim() === args[0])?.value ?? '';`,
        label,
      ),
    );
  }

  /** Gives a file to the one field for files, as a drop would. */
  async choose(name: string, text: string): Promise<void> {
    await this.#until('there is a field for a file', async () =>
      Boolean(
        await this.browser.look(
          `const field = document.querySelector('input[type=file]');
          if (!field) return false;
          const files = new DataTransfer();
          files.items.add(new File([args[1]], args[0], { type: 'text/csv' }));
          field.files = files.files;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          field.dispatchEvent(new Event('change', { bubbles: true }));
          return true;`,
          name,
          text,
        ),
      ),
    );
  }

  /** One of the places in a book, once it is there. */
  async goToPlace(place: 'Doors' | 'People' | 'Memory' | 'More'): Promise<void> {
    await this.press('link', place);
    await this.#until(`${place} is the place`, async () =>
      Boolean(
        await this.browser.look(
          `return [...document.querySelectorAll('a[aria-current=page]')]
            .some((link) => link.innerText.trim().startsWith(args[0]));`,
          place,
        ),
      ),
    );
  }

  /** One of the pages behind More, by what its link says. */
  async goToMore(title: Words): Promise<void> {
    await this.goToPlace('More');
    await this.press('link', title);
    await this.finds('heading', title);
  }

  async openPerson(name: string, text: string): Promise<void> {
    await this.goToPlace('People');
    await this.fill('Name, address or number', text);
    await this.press('option', new RegExp(name));
    await this.finds('heading', name);
  }

  async recordAnswer(answer: string): Promise<void> {
    await this.press('button', 'Record an answer');
    await this.press('button', answer);
    await this.press('button', 'Done');
  }

  /** The app itself is on this device, and opens with no network. */
  async untilAppIsStored(): Promise<void> {
    await this.#until('the app is stored', async () =>
      Boolean(
        await this.browser.look(
          `return (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated';`,
        ),
      ),
    );
  }

  async #status(): Promise<string> {
    return String(
      await this.browser.look(
        `return [...document.querySelectorAll('a')]
          .filter((link) => /^Where your data is:/.test(link.getAttribute('aria-label') ?? link.innerText))
          .map((link) => link.innerText + ' ' + (link.getAttribute('aria-label') ?? '')).join(' ');`,
      ),
    );
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + waitMsMax;
    while (!(await isSo())) {
      if (Date.now() > end)
        throw new Error(`Waited in vain: ${what}. On the screen: ${await this.text()}`);
      await pause(lookEveryMs);
    }
  }

  async #find(role: Role, words: Words): Promise<Found> {
    let found: Found | undefined;
    await this.#until(`there is a ${role} “${String(words)}”`, async () => {
      found = await this.#look(role, words);
      return found !== undefined;
    });
    return found!;
  }

  async #look(role: Role, words: Words): Promise<Found | undefined> {
    const [source, flags] =
      words instanceof RegExp ? [words.source, words.flags] : [words, 'whole'];
    const found = await this.browser.look(findInPage, role, source, flags);
    return (found as Found | null) ?? undefined;
  }
}

interface Found {
  /** px from the window's corner: where to press. */
  readonly x: number;
  readonly y: number;
  readonly hasFocus: boolean;
}

/**
 * Where the first such element can be pressed: it is to be seen, nothing lies over it, and it has
 * stopped moving.
 */
const findInPage = `
  const [role, source, flags] = args;
  const selectors = {
    button: 'button, [role=button]',
    link: 'a[href]',
    textbox: 'input:not([type=checkbox], [type=radio], [type=file]), textarea',
    option: '[role=option]',
    radio: '[role=radio], input[type=radio]',
    switch: '[role=switch]',
    heading: 'h1, h2, h3',
  };
  const tidy = (text) => (text ?? '').replace(/\\s+/g, ' ').trim();
  const wanted = flags === 'whole'
    ? [(text) => text === source, (text) => text.startsWith(source + ' ')]
    : [(text) => new RegExp(source, flags).test(text)];
  const namesOf = (element) => [
    element.getAttribute('aria-label'),
    (element.getAttribute('aria-labelledby') ?? '')
      .split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' '),
    ...[...(element.labels ?? [])].map((label) => label.innerText),
    element.innerText,
  ].map(tidy).filter(Boolean);
  const isShown = (element) => !element.closest('[inert], [aria-hidden=true]') && !element.disabled &&
    element.getClientRects().length > 0;
  const shown = [...document.querySelectorAll(selectors[role])].filter(isShown);
  const found = wanted
    .map((isWanted) => shown.find((element) => namesOf(element).some(isWanted)))
    .find(Boolean);
  if (!found) return null;
  const target = role === 'radio' ? found.labels?.[0] ?? found : found;
  target.scrollIntoView({ block: 'center', inline: 'nearest' });
  const box = () => {
    const { left, top, width, height } = target.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const before = box();
  await new Promise((resolve) => setTimeout(resolve, 60));
  const after = box();
  if (before.x !== after.x || before.y !== after.y) return null;
  const hit = document.elementFromPoint(after.x, after.y);
  const isFree = hit && (target.contains(hit) || hit.contains(target) || hit.closest('label')?.control === found);
  const hasFocus = document.activeElement === found;
  return role === 'heading' || isFree ? { ...after, hasFocus } : null;
`;

function matches(text: string, words: Words): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}

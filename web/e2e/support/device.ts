/**
 * One browser and the person at it: what they do, in their words, and what they then see. Every
 * wait is for something on the screen.
 */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Guard } from './guard.ts';
import { putBy } from './put-by.ts';
import { registerFile, smallWard, type RegisterFile } from './register-files.ts';

export type Place = 'Doors' | 'People' | 'Memory' | 'More';

/** Puts the small ward of a team on their devices, and gives the book's path: see `StoredWards`. */
/** Who is in the book: the keeper, then editors who came in by the keeper's links. */
export type Team = readonly [keeper: string, ...editors: string[]];

export type LayOut = (devices: readonly Device[], team: Team) => Promise<string>;

export class Device {
  /** The window in front. */
  page: Page;
  readonly context: BrowserContext;
  readonly guard: Guard;
  readonly #layOut: LayOut | undefined;

  constructor(page: Page, guard: Guard, layOut?: LayOut) {
    this.page = page;
    this.context = page.context();
    this.guard = guard;
    this.#layOut = layOut;
  }

  get isPhone(): boolean {
    return (this.page.viewportSize()?.width ?? 0) < 960;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name });
  }

  /** A field to write in, by its whole label. */
  field(label: string): Locator {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  /** The open book's own part of the address: `/b/…`. */
  get bookPath(): string {
    const [, path] = /(\/b\/[^/]+)/.exec(this.page.url()) ?? [];
    if (path === undefined) throw new Error(`No book is open at ${this.page.url()}`);
    return path;
  }

  /** Starts a ward's book, and ends at the page that asks for the register. */
  async startWard(name = 'Ann Keeper', ward = 'Elmfield'): Promise<void> {
    if (!this.page.url().endsWith('/start')) await this.page.goto('/start');
    await this.page.getByLabel('Ward').fill(ward);
    await this.page.getByLabel('Council').fill('Marlow Vale');
    await this.page.getByLabel('Your name').fill(name);
    await this.button('Start the book').click();
    await expect(this.heading('Import the register')).toBeVisible();
  }

  /** Builds the book with the small ward's register in it. Most tests are given one: `startFullWard`. */
  async buildFullWard(name = 'Ann Keeper'): Promise<void> {
    await this.startWard(name);
    await this.importFile(registerFile(smallWard()));
  }

  /**
   * Has a book with the small ward's register in it, and looks at its people: to begin with, before any
   * page is open.
   */
  async startFullWard(name = 'Ann Keeper'): Promise<void> {
    await this.#startTogether([this], [name]);
  }

  /** The same, with a colleague in it at another device, who looks at the people too. */
  async startFullWardWith(
    editor: Device,
    names: Team = ['Ann Keeper', 'Ben Editor'],
  ): Promise<void> {
    await this.#startTogether([this, editor], names);
  }

  /** Has such a book, all of it shared and the app put by, and from then on no relay. */
  async startFullWardAndLose(relay: { stop(): Promise<void> }): Promise<void> {
    await this.startFullWard();
    await this.untilAppIsStored();
    await relay.stop();
  }

  async #startTogether(devices: readonly Device[], team: Team): Promise<void> {
    if (!this.#layOut) throw new Error('This device builds the wards that others are given.');
    if (devices.some(({ page }) => page.url() !== 'about:blank'))
      throw new Error('Nothing is laid under a page that is open: build the ward.');
    const bookPath = await this.#layOut(devices, team);
    await Promise.all(devices.map(({ page }) => page.goto(`${bookPath}/people`)));
    for (const device of devices) await device.seesShared();
  }

  async makeDemo(): Promise<void> {
    await this.page.goto('/demo');
    await expect(this.page.getByText('Demo ward: made-up people')).toBeVisible({ timeout: 30_000 });
  }

  /** On the page that asks for the register: hands it a file. */
  async choose(file: RegisterFile | string): Promise<void> {
    await this.button('Choose the register file').setInputFiles(file);
  }

  async importFile(file: RegisterFile | string): Promise<void> {
    await this.choose(file);
    await this.button(/^Import \d/).click();
    await expect(this.page.getByText('All of it is on this device.')).toBeVisible({
      timeout: 30_000,
    });
  }

  async goTo(place: Place): Promise<void> {
    const places = this.page.getByRole('navigation', { name: 'Places in this book' });
    const link = places.getByRole('link', { name: place });
    await link.click();
    await expect(link).toHaveAttribute('aria-current', 'page');
  }

  /** One of the pages behind More, by what its link says. */
  async goToMore(title: string | RegExp): Promise<void> {
    await this.goTo('More');
    await this.page.getByRole('main').getByRole('link', { name: title }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  get people(): Locator {
    return this.page.getByRole('listbox', { name: 'People in walking order' });
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Name, address or number' });
  }

  /** Finds somebody by typing a part of what is known of them, and opens their record. */
  async openPerson(name: string, text = name): Promise<void> {
    await this.goTo('People');
    await expect(this.page).toHaveURL(/\/people$/);
    await this.search.fill(text);
    await this.people.getByRole('option').filter({ hasText: name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  /** The record that is open. */
  get record(): Locator {
    return this.page.getByRole('article');
  }

  /** A titled part of the record. */
  part(title: string): Locator {
    const heading = this.page.getByRole('heading', { level: 2, name: title });
    return this.record.locator('section').filter({ has: heading });
  }

  /** On the open record: one answer, by the words on its button. */
  async recordAnswer(answer: string): Promise<void> {
    await this.button('Record an answer').click();
    await this.page.getByRole('dialog').getByRole('button', { name: answer, exact: true }).click();
    await this.button('Done').click();
  }

  /** On the page of relays: those that the book is on. */
  get relays(): Locator {
    return this.page.getByRole('list', { name: 'Relays of this book' });
  }

  /** On that page: puts the book on another relay, and waits until all have everything. */
  async addRelay(url: string): Promise<void> {
    await this.field('Put the book on another relay too').fill(url);
    await this.button('Add this relay').click();
    await expect(this.relays.getByText('Has everything', { exact: true })).toHaveCount(2);
  }

  /** Where the data is, in the one line that is always there. */
  get status(): Locator {
    // Asked for over and over: by its role it would be looked for among all that is on the page.
    return this.page.locator('[role=status] + a', { hasText: 'Where your data is:' });
  }

  async seesStatus(words: string | RegExp): Promise<void> {
    await expect(this.status).toContainText(words, { useInnerText: true, timeout: 15_000 });
  }

  /** So many changes are safe here and not shared yet; on a phone it is said in fewer words. */
  async seesWaiting(changes: number): Promise<void> {
    const long = `${changes} ${changes === 1 ? 'change' : 'changes'} waiting, safe on this device`;
    await this.seesStatus(this.isPhone ? `${changes} waiting` : long);
  }

  /** Everything has been received by the relay. */
  async seesShared(): Promise<void> {
    await this.seesStatus('Shared');
  }

  /** Does not wait until the app tries the relay again by itself. */
  async tryNow(): Promise<void> {
    await this.page.evaluate(() => window.dispatchEvent(new Event('online')));
  }

  /** Makes a link that lets its holder in at once, and waits until the relay has it. */
  async invite(role: 'Keeper' | 'Editor' | 'Reader', uses = 'One person'): Promise<string> {
    await this.goToMore('Invite a colleague');
    await this.page.getByRole('switch', { name: 'Let them in at once' }).click();
    return this.#makeLink(role, uses);
  }

  /** Makes a link after which a keeper must let the person in. */
  async inviteToAsk(role: 'Editor' | 'Reader'): Promise<string> {
    await this.goToMore('Invite a colleague');
    return this.#makeLink(role, 'One person');
  }

  async #makeLink(role: 'Keeper' | 'Editor' | 'Reader', uses: string): Promise<string> {
    await this.page.getByRole('radio', { name: role }).check();
    await this.page.getByLabel('It lets in').selectOption(uses);
    await this.button('Make the link').click();
    await expect(this.page.getByText('Ready', { exact: true })).toBeVisible();
    return this.page.getByLabel('Link', { exact: true }).inputValue();
  }

  async openLink(link: string, name: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel('Your name').fill(name);
    await this.button('Join the book').click();
  }

  async join(link: string, name: string): Promise<void> {
    await this.openLink(link, name);
    await this.seesShared();
  }

  /** The app is on this device and opens without a network. */
  async untilAppIsStored(): Promise<void> {
    await putBy(this.page);
  }

  async cutNetwork(): Promise<void> {
    this.guard.hasBeenOffline = true;
    await this.context.setOffline(true);
  }

  async restoreNetwork(): Promise<void> {
    await this.context.setOffline(false);
  }

  /** Closes the window and opens another at an address: a cold start. */
  async startAfresh(path = ''): Promise<void> {
    const address = new URL(path, this.page.url()).href;
    const next = await this.context.newPage();
    await this.page.close();
    this.page = next;
    await next.goto(address);
  }
}

/**
 * Owns the language that the words of this page are in: English, until `speak` has brought Welsh.
 * What is made from web/messages (./said) asks here. Once a page has drawn, its language stays:
 * another choice loads it anew. Doesn't know who chose, nor where that is kept.
 */

export type Language = 'en' | 'cy';

/** What a mark in a message holds: `<b>this</b>` is { mark: 'b', text: 'this' }. */
export type Part<Mark extends string> = string | { readonly mark: Mark; readonly text: string };

/** Messages in Welsh by group and key, each with the parameters of its English. */
export type Welsh = Readonly<Record<string, (parameters: never) => unknown>>;

type Forms<T> = Readonly<Partial<Record<Intl.LDMLPluralRule | `=${number}`, T>>> & {
  readonly other: T;
};

const tags: Readonly<Record<Language, string>> = { en: 'en-GB', cy: 'cy' };
const rules: Partial<Record<Language, Intl.PluralRules>> = {};

let language: Language = 'en';
let welsh: Welsh = {};

/** Before anything is drawn. Welsh is loaded for those alone who read it. */
export async function speak(wanted: Language): Promise<void> {
  welsh = wanted === 'cy' ? (await import('./said/cy.ts')).cy : {};
  language = wanted;
}

export function spokenLanguage(): Language {
  return language;
}

/** For Intl and the page's `lang`: 'en-GB' or 'cy'. */
export function languageTag(): string {
  return tags[language];
}

/** A message that there is in Welsh too. */
export function said<Message extends (parameters: never) => unknown>(
  key: string,
  english: Message,
): Message {
  return ((parameters: never) => (welsh[key] ?? english)(parameters)) as Message;
}

/** The form that the message's own language has for a count. */
export function plural<T>(of: Language, count: number, forms: Forms<T>): T {
  rules[of] ??= new Intl.PluralRules(tags[of]);
  return forms[`=${count}`] ?? forms[rules[of].select(count)] ?? forms.other;
}

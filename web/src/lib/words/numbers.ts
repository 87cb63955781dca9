/** Numbers and lists of names, as the page's language writes them. */
import { languageTag } from './said.ts';

/** '6,000'. */
export function numberText(value: number): string {
  return value.toLocaleString(languageTag());
}

/** 'Ann, Bob and Cat', each once. */
export function listText(names: Iterable<string>): string {
  return new Intl.ListFormat(languageTag()).format(new Set(names));
}

/** 'Ann, Bob or Cat'. */
export function eitherText(names: Iterable<string>): string {
  return new Intl.ListFormat(languageTag(), { type: 'disjunction' }).format(names);
}

/** The order of names and of house numbers: '2 Elm Street' before '10 Elm Street'. */
export function alphabet(): Intl.Collator {
  return new Intl.Collator(languageTag(), { numeric: true });
}

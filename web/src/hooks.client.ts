/** What happens before anything is drawn: the page's language is settled, and its words are there. */
import type { ClientInit } from '@sveltejs/kit/hooks';
import { chosenLanguage } from '#lib/platform/language.ts';
import { languageTag, speak } from '#lib/words/said.ts';

export const init: ClientInit = async () => {
  await speak(chosenLanguage(() => window.localStorage, navigator.languages));
  document.documentElement.lang = languageTag();
};

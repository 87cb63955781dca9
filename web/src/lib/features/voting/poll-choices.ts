/** The elections to choose from, as labels. */
import { polls, type Poll } from '@wardbook/shared/rules/vote';
import type { Choice } from '#lib/ui/choice.ts';
import * as said from '#lib/words/said/voting.ts';

const labels: Readonly<Record<Poll, () => string>> = {
  'uk-parliament': said.ukParliament,
  devolved: said.devolved,
  local: said.local,
  'police-commissioner': said.commissioner,
};

export function pollChoices(): Choice<Poll>[] {
  return polls.map((value) => ({ value, label: labels[value]() }));
}

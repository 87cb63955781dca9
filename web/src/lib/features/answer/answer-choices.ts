/** What may follow on each outcome. Pure. */
import type { FlagField } from '@wardbook/shared/kinds/detail/detail';
import type { Outcome, Questions } from '@wardbook/shared/kinds/answer/answer';

/** Everything but 'spoke' with a code, in the order of the buttons: the commonest first. */
export const plainOutcomes: readonly Outcome[] = [
  'not-in',
  'refused',
  'someone-else',
  'no-access',
  'do-not-knock',
  'moved',
  'deceased',
  'spoke',
];

/** The mark that an outcome suggests for the person. */
export const flagFor: Partial<Record<Outcome, FlagField>> = {
  moved: 'flag:moved',
  deceased: 'flag:deceased',
  'do-not-knock': 'flag:do-not-knock',
};

/** Whether somebody stood at the door, who should be told what becomes of their words. */
export function metSomebody(outcome: Outcome): boolean {
  return outcome !== 'not-in' && outcome !== 'no-access';
}

/** What was asked that belongs to this outcome; undefined when nothing was. */
export function questionsFor(outcome: Outcome, asked: Questions): Questions | undefined {
  const { privacyGiven, ...about } = asked;
  const aboutOutcome: Questions = {
    ...(outcome === 'spoke' && about),
    ...(metSomebody(outcome) && { privacyGiven }),
  };
  const given = Object.entries(aboutOutcome).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return given.length === 0 ? undefined : (Object.fromEntries(given) as Questions);
}

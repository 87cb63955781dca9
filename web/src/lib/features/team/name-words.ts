// What is wrong with a name, and what somebody was called before, in sentences.
import { deviceNameMax } from '@wardbook/shared/kinds/device/device';
import { isName } from '@wardbook/shared/base/is-name';
import { isDeviceName, type FormerName } from '@wardbook/shared/kinds/device/device';
import { bounds } from '@wardbook/shared/base/bounds';
import { isPlainName } from '@wardbook/shared/base/plain-name';
import { dayText } from '#lib/words/dates.ts';
import * as said from '#lib/words/said/team.ts';

export function ownNameError(text: string): string | undefined {
  return nameError(text, said.yourNameMissing);
}

export function theirNameError(text: string): string | undefined {
  return nameError(text, said.theirNameMissing);
}

export function deviceNameError(text: string): string | undefined {
  return isDeviceName(text) ? undefined : said.deviceNameMissing({ max: deviceNameMax });
}

function nameError(text: string, missing: (bound: { max: number }) => string): string | undefined {
  const name = text.trim();
  if (isName(name)) return undefined;
  return name !== '' && !isPlainName(name) ? said.nameUnseen() : missing({ max: bounds.nameMax });
}

/** 'Called Ben Raed until Mon 30 Nov, changed by Ann Lee.', the latest first. */
export function formerNameLines(
  formerly: readonly FormerName[],
  nameOf: (by: FormerName['by']) => string,
  now: number,
): string[] {
  return formerly
    .map(({ name, until, by }) =>
      said.formerName({ name, day: dayText(until, now), by: nameOf(by) }),
    )
    .reverse();
}

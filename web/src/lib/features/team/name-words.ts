// What is wrong with a name, and what somebody was called before, in sentences.
import { deviceNameMax } from '@wardbook/shared/kinds/device/device';
import { isName } from '@wardbook/shared/base/is-name';
import { isDeviceName, type FormerName } from '@wardbook/shared/kinds/device/device';
import { bounds } from '@wardbook/shared/base/bounds';
import { isPlainName } from '@wardbook/shared/base/plain-name';
import { dayText } from '#lib/words/dates.ts';

export function ownNameError(text: string): string | undefined {
  return nameError(text, 'your');
}

export function theirNameError(text: string): string | undefined {
  return nameError(text, 'their');
}

export function deviceNameError(text: string): string | undefined {
  return isDeviceName(text)
    ? undefined
    : `Enter a name for the device, in ${deviceNameMax} characters or fewer, all of which can be seen.`;
}

function nameError(text: string, whose: 'your' | 'their'): string | undefined {
  const name = text.trim();
  if (isName(name)) return undefined;
  return name !== '' && !isPlainName(name)
    ? 'This name has characters in it that cannot be seen. Type it again by hand.'
    : `Enter ${whose} name, in ${bounds.nameMax} characters or fewer.`;
}

/** 'Called Ben Raed until Mon 30 Nov, changed by Ann Lee.', the latest first. */
export function formerNameLines(
  formerly: readonly FormerName[],
  nameOf: (by: FormerName['by']) => string,
  now: number,
): string[] {
  return formerly
    .map(
      ({ name, until, by }) =>
        `Called ${name} until ${dayText(until, now)}, changed by ${nameOf(by)}.`,
    )
    .reverse();
}

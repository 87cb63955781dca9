/**
 * The codes a new book starts with: what is in common use in the UK, for a team to rename, add to
 * and retire. No party's own current set is public.
 */
import type { Code } from './code.ts';

type DefaultCode = Pick<Code, 'letter' | 'label' | 'colour'>;

export const defaultCodes: readonly DefaultCode[] = [
  { letter: 'L', label: 'Labour', colour: 'red' },
  { letter: 'T', label: 'Conservative', colour: 'blue' },
  { letter: 'S', label: 'Liberal Democrat', colour: 'orange' },
  { letter: 'G', label: 'Green', colour: 'green' },
  { letter: 'N', label: 'SNP', colour: 'yellow' },
  { letter: 'P', label: 'Plaid Cymru', colour: 'teal' },
  { letter: 'R', label: 'Reform', colour: 'sky' },
  { letter: 'I', label: 'Independent', colour: 'purple' },
  { letter: 'A', label: 'Against us', colour: 'brown' },
  { letter: 'D', label: 'Don’t know', colour: 'amber' },
  { letter: 'W', label: 'Won’t say', colour: 'slate' },
  { letter: 'X', label: 'Will not vote', colour: 'pink' },
];

/**
 * Who may be contacted, and what may be kept and used about them: the law of the United Kingdom as it
 * bears on canvassing. Every command, list and print-out asks here.
 *
 * Sources: Representation of the People Regulations 2001, reg. 45B and 41A (anonymous entries); UK
 * GDPR, Art. 21(2) and (3): an objection to direct marketing, canvassing included, is absolute; Data
 * Protection Act 2018, Sch. 1 para. 22(3): whoever asks a party to stop using what it knows of their
 * political opinions is to be heeded.
 */

/** What the law and good manners depend on. */
export interface Circumstances {
  /** On the register by a number only. */
  readonly isAnonymous: boolean;
  /** Objects to being contacted. */
  readonly objects: boolean;
  readonly hasDied: boolean;
  readonly hasMoved: boolean;
  /** Asked not to be called on at the door. */
  readonly notAtTheDoor: boolean;
}

/** Why somebody is not to be asked, the strongest reason first. */
export const bars = ['anonymous', 'objects', 'deceased', 'moved', 'do-not-knock'] as const;
export type Bar = (typeof bars)[number];

/** The strongest reason where there are several; undefined for whoever may be asked at the door. */
export function barOn(them: Circumstances): Bar | undefined {
  if (them.isAnonymous) return 'anonymous';
  if (them.objects) return 'objects';
  if (them.hasDied) return 'deceased';
  if (them.hasMoved) return 'moved';
  return them.notAtTheDoor ? 'do-not-knock' : undefined;
}

/** Whether anything may be written down about them. */
export function mayBeRecorded({ isAnonymous }: Pick<Circumstances, 'isAnonymous'>): boolean {
  return !isAnonymous;
}

/** Whether what they said of their opinions may be counted, listed or shown. */
export function mayBeUsed({ objects }: Pick<Circumstances, 'objects'>): boolean {
  return !objects;
}

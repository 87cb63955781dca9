// What the fields share. Doesn't know what is being asked.

export interface FieldWords {
  label: string;
  /** One plain sentence under the label that helps to answer. */
  hint?: string;
  /** What is wrong and how to put it right; empty when nothing is. */
  error?: string;
  /** Says "(optional)": most of our fields must not be. */
  optional?: boolean;
}

/** Attributes that tie a control to its label, hint and error. */
export interface FieldTies {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
}

export const controlLook =
  'w-full min-h-control rounded-lg border bg-surface px-3 py-1 text-ink ' +
  'placeholder:text-ink-soft border-edge aria-invalid:border-danger aria-invalid:border-2';

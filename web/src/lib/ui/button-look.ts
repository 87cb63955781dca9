// How a button looks, shared by <button> and <a>. Doesn't know what either does.

export type ButtonKind = 'primary' | 'quiet' | 'danger' | 'plain';

/** `answer` is the 56 px variant for a thumb at a door. */
export type ButtonSize = 'control' | 'answer';

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong border-transparent',
  quiet: 'bg-surface text-ink border-edge hover:bg-sunken',
  danger: 'bg-danger text-danger-ink border-transparent hover:brightness-90',
  plain: 'bg-transparent text-accent border-transparent hover:bg-accent-soft',
};

const sizes: Record<ButtonSize, string> = {
  control: 'min-h-control px-4 py-1',
  answer: 'min-h-answer px-4 py-2 text-lg',
};

const shape =
  'inline-flex items-center justify-center gap-2 rounded-lg border font-semibold text-center ' +
  'leading-tight no-underline transition-colors select-none disabled:opacity-50';

/** `wide` fills a phone's width and keeps to its words on wider screens. */
export function buttonLook(kind: ButtonKind, size: ButtonSize, wide: boolean): string {
  return `${shape} ${kinds[kind]} ${sizes[size]} ${wide ? 'w-full tablet:w-auto' : ''}`;
}

// The looks that dialogs and sheets share.

export const overlayLook = 'appear fixed inset-0 z-40 bg-black/55';

export const panelLook =
  'fixed z-50 flex flex-col bg-surface text-ink shadow-lift forced-edge border-rule ' +
  'focus-visible:outline-none';

// Owns the moments at which a page may have missed something: it was out of sight, frozen, kept for
// the Back button or without a network, and now is not. Which of these a browser tells, and how many
// of them at once, differs.
// Doesn't know what is to be done about it.

/** Calls `onback` at each, which may be several times for one. Gives what ends that. */
export function onComingBack(onback: () => void, page: Window = window): () => void {
  const { document } = page;
  const seen = () => {
    if (document.visibilityState === 'visible') onback();
  };
  document.addEventListener('visibilitychange', seen);
  document.addEventListener('resume', onback);
  page.addEventListener('pageshow', onback);
  page.addEventListener('online', onback);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    document.removeEventListener('resume', onback);
    page.removeEventListener('pageshow', onback);
    page.removeEventListener('online', onback);
  };
}

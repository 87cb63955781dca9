/** Invite links taken apart, `…/join#1.<book>.<secret>`, to look for the secret or to spoil them. */

export function secretOf(link: string): string {
  return partsOf(link).secret;
}

/** The same link with the first letters of one part replaced. */
export function spoiled(link: string, part: 'book' | 'secret'): string {
  const { start, book, secret } = partsOf(link);
  const other = (text: string) => `${text.startsWith('AAAA') ? 'BBBB' : 'AAAA'}${text.slice(4)}`;
  const parts = part === 'book' ? [other(book), secret] : [book, other(secret)];
  return [start, ...parts].join('.');
}

function partsOf(link: string) {
  const [start = '', book = '', secret = ''] = link.split(/\.(?=[\w-]{20,})/);
  if (book.length < 40 || secret === '') throw new Error('This is no invite link.');
  return { start, book, secret };
}

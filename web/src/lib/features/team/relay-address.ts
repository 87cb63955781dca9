// A relay's address as people write it, and as the book keeps it.
import { isRelayUrl } from '@wardbook/shared/access/relay-url';

/**
 * What somebody typed or pasted: 'wardbook.example.org', or an address from the browser's bar, of
 * which only where it is counts. Undefined when it is none.
 */
export function readRelayAddress(typed: string): string | undefined {
  const text = typed.trim();
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, host } = new URL(whole);
  const scheme = schemes[protocol];
  const url = `${scheme}//${host}/relay`;
  return scheme && isRelayUrl(url) ? url : undefined;
}

const schemes: Readonly<Record<string, string>> = {
  'https:': 'wss:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'ws:': 'ws:',
};

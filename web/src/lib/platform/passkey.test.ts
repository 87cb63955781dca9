import { expect, test } from 'vitest';
import { mayHavePasskeys } from './passkey.ts';

function at(hostname: string, isSecureContext = true, parts: object = { PublicKeyCredential: {} }) {
  return { isSecureContext, location: { hostname }, ...parts } as unknown as typeof window;
}

test('passkeys are offered at a secure address with a name, where the browser has them', () => {
  expect(['wardbook.example', 'localhost'].map((name) => mayHavePasskeys(at(name)))).toEqual([
    true,
    true,
  ]);
  expect(['127.0.0.1', '192.168.1.20', '[::1]'].map((name) => mayHavePasskeys(at(name)))).toEqual([
    false,
    false,
    false,
  ]);
  expect(mayHavePasskeys(at('wardbook.example', false))).toBe(false);
  expect(mayHavePasskeys(at('wardbook.example', true, {}))).toBe(false);
});

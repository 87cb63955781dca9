/**
 * What a file is by its content; its name is never asked ([FMT1]). Looks at signatures only and
 * reads nothing: a wrong guess here costs a wrong sentence, never a wrong record.
 */
import type { RefusalCode } from './file-refusal.ts';

/** What the first bytes say: a refusal, a ZIP container to look into, or perhaps text. */
export function sniffBytes(bytes: Uint8Array): RefusalCode | 'zip' | 'text' {
  for (const [code, signature] of signatures) {
    if (signature.every((byte, index) => byte === undefined || bytes[index] === byte)) {
      return code === 'old-workbook' && holdsEncryptedPackage(bytes) ? 'protected-workbook' : code;
    }
  }
  return 'text';
}

/** Says why a decoded text cannot be a table, or undefined when it may be one. */
export function sniffText(text: string): RefusalCode | undefined {
  if (text.includes('\0')) return 'null-bytes';
  const start = text.slice(0, sampleChars);
  if (/^\s*$/.test(start) && text.trim() === '') return 'blank';
  if (/^\s*(\{\s*["}]|\[\s*[{["\]])/.test(start)) return 'json';
  if (/^\s*<(!doctype\s+html|html|head|body|table|div|meta|script|style)\b/i.test(start)) {
    return 'web-page';
  }
  if (/^\s*<(\?xml|!--|[a-z][\w:.-]*[\s/>])/i.test(start)) return 'xml';
  if (/^\s*\{\\rtf/.test(start)) return 'document';
  return controlShare(start) > controlShareMax ? 'binary' : undefined;
}

const sampleChars = 65_536;
/** A stray control character in an address is cleaned away; a stream of them is no text. */
const controlShareMax = 0.005;

function controlShare(text: string): number {
  // Tab, line ends, vertical tab and form feed do occur in text files; so does a closing Ctrl-Z.
  const found = text.match(/[\x01-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]/g);
  return (found?.length ?? 0) / Math.max(text.length, 1);
}

const any = undefined;
const signatures: readonly (readonly [RefusalCode | 'zip', readonly (number | undefined)[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['zip', [0x50, 0x4b, 0x07, 0x08]],
  ['old-workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['old-workbook', [0x09, 0x08, any, 0x00, 0x00, any]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38, any, 0x61]],
  ['image', [0x49, 0x49, 0x2a, 0x00]],
  ['image', [0x4d, 0x4d, 0x00, 0x2a]],
  ['image', [0x42, 0x4d, any, any, any, any, 0x00, 0x00, 0x00, 0x00]],
  ['image', [0x52, 0x49, 0x46, 0x46, any, any, any, any, 0x57, 0x45, 0x42, 0x50]],
  ['image', [any, any, any, any, 0x66, 0x74, 0x79, 0x70]],
  ['archive', [0x1f, 0x8b, 0x08]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['archive', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['archive', [0x42, 0x5a, 0x68, any, 0x31, 0x41, 0x59]],
  ['archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
];

/** A workbook locked with a password is wrapped in the old container under this stream name. */
function holdsEncryptedPackage(bytes: Uint8Array): boolean {
  return new TextDecoder('utf-16le').decode(evenPart(bytes)).includes('EncryptedPackage');
}

/** The directory lies on a sector boundary, so the name is aligned to two bytes. */
function evenPart(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length - (bytes.length % 2));
}

// Owns the list of what Wardbook needs from a browser, and asks for each by trying it, because a
// browser's name or version says less than an attempt. What may fail once is tried again before a
// verdict, and "never" is told from "this once".
// Doesn't know what the parts are used for, nor what is said of a lack.
import { patiently } from '@wardbook/shared/sealing/patiently';
import { throughStorage } from './through-storage.ts';

export type LackType =
  | 'not-secure'
  | 'no-sealing'
  | 'no-storage'
  | 'keys-not-given-back'
  | 'no-space'
  | 'no-compression'
  /** It failed, and may not the next time. */
  | 'not-now';

export interface Lack {
  readonly type: LackType;
  /** Whether trying again is worth it. */
  readonly mayPass: boolean;
}

/** The parts of a browser's global object that are tried; tests pass poorer ones. */
export interface BrowserParts {
  readonly isSecureContext?: boolean;
  readonly crypto?: Pick<Crypto, 'subtle'> | { readonly subtle?: SubtleCrypto };
  readonly indexedDB?: IDBFactory;
  readonly CompressionStream?: typeof CompressionStream;
  readonly DecompressionStream?: typeof DecompressionStream;
}

/** What is missing here, the most telling first; empty when Wardbook can work. */
export async function findLacks(parts: BrowserParts = globalThis): Promise<Lack[]> {
  // Without a secure address browsers hide the rest as well, so only this one is said.
  if (parts.isSecureContext === false) return [lack('not-secure')];
  const { indexedDB, crypto } = parts;
  const lacks = [await lackOfKeys(crypto?.subtle, indexedDB)];
  // Without keys there was nothing to store.
  if (lacks[0] === 'no-sealing' || lacks[0] === 'not-now')
    lacks.push(await lackOfStorage('tried', indexedDB));
  if (!parts.CompressionStream || !parts.DecompressionStream) lacks.push('no-compression');
  return lacks.filter((type) => type !== undefined).map(lack);
}

function lack(type: LackType): Lack {
  return { type, mayPass: type === 'not-now' || type === 'no-space' };
}

interface TriedKeys {
  readonly signing: CryptoKeyPair;
  readonly wrapping: CryptoKeyPair;
  readonly sealing: CryptoKey;
}

/** Makes such keys as a book needs, puts them into storage, and works with what comes out again. */
async function lackOfKeys(
  subtle: SubtleCrypto | undefined,
  factory: IDBFactory | undefined,
): Promise<LackType | undefined> {
  if (!subtle) return 'no-sealing';
  const p256 = { name: 'ECDH', namedCurve: 'P-256' };
  const aes = { name: 'AES-GCM', length: 256 };
  const signing = await several(() => subtle.generateKey('Ed25519', false, ['sign', 'verify']));
  const wrapping = await several(() => subtle.generateKey(p256, false, ['deriveBits']));
  const sealing = await several(() => subtle.generateKey(aes, false, ['encrypt', 'decrypt']));
  const keys = { signing, wrapping, sealing };
  const made = Object.values(keys);
  if (made.includes('never')) return 'no-sealing';
  if (made.includes('not-now')) return 'not-now';
  const tried = await throughStorage(keys, factory);
  switch (tried.type) {
    case 'back': {
      if (typeof tried.value !== 'object' || tried.value === null) return 'keys-not-given-back';
      const works = await several(() => use(subtle, tried.value as TriedKeys));
      return works === 'used' ? undefined : 'keys-not-given-back';
    }
    case 'not-taken':
      return 'keys-not-given-back';
    case 'full':
      return 'no-space';
    case 'no-storage':
      return 'no-storage';
  }
}

async function lackOfStorage(
  value: unknown,
  factory: IDBFactory | undefined,
): Promise<LackType | undefined> {
  const tried = await throughStorage(value, factory);
  return tried.type === 'back' ? undefined : tried.type === 'full' ? 'no-space' : 'no-storage';
}

/** Throws where one of them does not do its work. */
async function use(subtle: SubtleCrypto, keys: TriedKeys): Promise<'used'> {
  const { signing, wrapping, sealing } = keys;
  const data = new Uint8Array(16);
  const signature = await subtle.sign('Ed25519', signing.privateKey, data);
  if (!(await subtle.verify('Ed25519', signing.publicKey, signature, data)))
    throw new Error('what it signed does not hold');
  const derive = { name: 'ECDH', public: wrapping.publicKey };
  await subtle.deriveBits(derive, wrapping.privateKey, 256);
  const how = { name: 'AES-GCM', iv: new Uint8Array(12) };
  await subtle.decrypt(how, sealing, await subtle.encrypt(how, sealing, data));
  return 'used';
}

/** What goes on failing, told apart: the browser says by name that it has no such thing, or it does not. */
async function several<T>(attempt: () => Promise<T>): Promise<T | 'never' | 'not-now'> {
  try {
    return await patiently(attempt);
  } catch (error) {
    // A browser that lacks the algorithm, or WebCrypto altogether, says it in one of these ways.
    const isLacking =
      error instanceof TypeError ||
      (error instanceof DOMException && error.name === 'NotSupportedError');
    return isLacking ? 'never' : 'not-now';
  }
}

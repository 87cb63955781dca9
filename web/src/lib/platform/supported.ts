// Owns the list of what Wardbook needs from a browser, and asks for each by trying it, because a
// browser's name or version says less than an attempt.
// Invariant: every lack has a plain sentence that ends with something the person can do.
// Doesn't know what the parts are used for, nor how the list is shown.

export type LackType = 'not-secure' | 'no-sealing' | 'no-storage' | 'no-compression';

export interface Lack {
  readonly type: LackType;
  readonly sentence: string;
}

/** The parts of a browser's global object that are tried; tests pass poorer ones. */
export interface BrowserParts {
  readonly isSecureContext?: boolean;
  readonly crypto?: Pick<Crypto, 'subtle'> | { readonly subtle?: SubtleCrypto };
  readonly indexedDB?: IDBFactory;
  readonly CompressionStream?: typeof CompressionStream;
  readonly DecompressionStream?: typeof DecompressionStream;
}

const newerBrowser =
  'Update this browser, or use a current Firefox, Chrome, Edge or Safari (17 or newer).';

const sentences: Record<LackType, string> = {
  'not-secure':
    'This address is not secure, so the browser will not let Wardbook seal your book. Open it with https, or on the machine that runs it at localhost.',
  'no-sealing': `This browser cannot seal a book so that only your team can read it. ${newerBrowser}`,
  'no-storage':
    'This browser will not store a book on this device. Leave private browsing, or allow this site to store data.',
  'no-compression': `This browser cannot pack a book small enough to share. ${newerBrowser}`,
};

/** What is missing here, the most telling first; empty when Wardbook can work. */
export async function findLacks(parts: BrowserParts = globalThis): Promise<Lack[]> {
  // Without a secure address browsers hide the rest as well, so only this one is said.
  if (parts.isSecureContext === false) return [lack('not-secure')];
  const lacks: Lack[] = [];
  if (!(await canSeal(parts.crypto?.subtle))) lacks.push(lack('no-sealing'));
  if (!(await canStore(parts.indexedDB))) lacks.push(lack('no-storage'));
  if (!parts.CompressionStream || !parts.DecompressionStream) lacks.push(lack('no-compression'));
  return lacks;
}

function lack(type: LackType): Lack {
  return { type, sentence: sentences[type] };
}

async function canSeal(subtle: SubtleCrypto | undefined): Promise<boolean> {
  if (!subtle) return false;
  try {
    await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    await subtle.generateKey('X25519', false, ['deriveBits']);
    await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    return true;
  } catch {
    return false;
  }
}

/** Opens a small database and removes it: some private windows offer storage and then refuse. */
function canStore(factory: IDBFactory | undefined): Promise<boolean> {
  if (!factory) return Promise.resolve(false);
  const name = 'wardbook-can-store';
  return new Promise((resolve) => {
    try {
      const request = factory.open(name);
      request.addEventListener('error', () => resolve(false));
      request.addEventListener('success', () => {
        request.result.close();
        const removal = factory.deleteDatabase(name);
        for (const end of ['success', 'error', 'blocked']) {
          removal.addEventListener(end, () => resolve(true));
        }
      });
    } catch {
      resolve(false);
    }
  });
}

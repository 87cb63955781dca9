/**
 * Passkeys that answer a question with 32 bytes which nobody else can make (WebAuthn's PRF
 * extension). Nothing of this leaves the device but to where the person's passkeys are kept.
 * Doesn't know what the answer is for.
 */
import { toBase64Url, type Bytes } from '@wardbook/shared/base/bytes';

export interface PasskeyAnswer {
  readonly credential: Bytes;
  readonly question: Bytes;
  /** 32 bytes. */
  readonly answer: Bytes;
}

export type PasskeyResult =
  | { readonly type: 'answered'; readonly passkey: PasskeyAnswer }
  /** The person said no, or waited too long: browsers do not tell which. */
  | { readonly type: 'cancelled' }
  /** This passkey, or this browser, can sign people in and cannot do this. */
  | { readonly type: 'unable' };

const timeout = 120_000;
const algorithms = [-8, -7, -257];
const answerBytes = 32;

/** Passkeys belong to a name: an address in numbers has none. */
export function mayHavePasskeys(view: Window & typeof globalThis = window): boolean {
  const { hostname } = view.location;
  const isNumbers = /^[\d.]+$/.test(hostname) || hostname.includes(':');
  return view.isSecureContext && 'PublicKeyCredential' in view && !isNumbers;
}

/** Makes a passkey and asks it `question`. `name` is what the person finds it under later. */
export async function makePasskey(
  name: string,
  question: Bytes,
  userId: Bytes,
): Promise<PasskeyResult> {
  const created = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Wardbook' },
        user: { id: userId, name, displayName: name },
        // Nobody checks what it signs: only its answer counts.
        challenge: question,
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: question } } },
        timeout,
      },
    }),
  );
  if (!created) return { type: 'cancelled' };
  const made = created as PublicKeyCredential;
  const { prf } = made.getClientExtensionResults();
  const credential = new Uint8Array(made.rawId);
  const answer = prf?.results?.first;
  if (answer) return answered(credential, question, answer);
  // Some say the answer only when they are used.
  return prf?.enabled === true ? askPasskeys([{ credential, question }]) : { type: 'unable' };
}

/** Asks whichever of these passkeys the person has at hand. */
export async function askPasskeys(
  passkeys: readonly { readonly credential: Bytes; readonly question: Bytes }[],
): Promise<PasskeyResult> {
  const found = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: passkeys[0]!.question,
        allowCredentials: passkeys.map(({ credential: id }) => ({ type: 'public-key', id })),
        userVerification: 'required',
        extensions: {
          prf: {
            evalByCredential: Object.fromEntries(
              passkeys.map(({ credential, question }) => [
                toBase64Url(credential),
                { first: question },
              ]),
            ),
          },
        },
        timeout,
      },
    }),
  );
  if (!found) return { type: 'cancelled' };
  const used = found as PublicKeyCredential;
  const id = toBase64Url(new Uint8Array(used.rawId));
  const passkey = passkeys.find(({ credential }) => toBase64Url(credential) === id);
  const answer = used.getClientExtensionResults().prf?.results?.first;
  if (!passkey || !answer) return { type: 'unable' };
  return answered(passkey.credential, passkey.question, answer);
}

function answered(credential: Bytes, question: Bytes, first: BufferSource): PasskeyResult {
  const answer = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice()
    : new Uint8Array(first).slice();
  if (answer.length !== answerBytes) return { type: 'unable' };
  return { type: 'answered', passkey: { credential, question, answer } };
}

async function asked(ask: () => Promise<Credential | null>): Promise<Credential | undefined> {
  try {
    return (await ask()) ?? undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

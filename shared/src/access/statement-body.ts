/**
 * What each type of statement says, and the bytes of it: one table for each, in the order in which it
 * is written. Part of `statement.ts`.
 *
 * In version 2 a public key and a wrapped key bear their length, because there are two curves. In
 * version 1 they had the length of X25519's. In version 3 the join of one who will wait bears a
 * commitment. Version 4 knows `schema`, and its `create` makes a book of schema 2. Statements of
 * earlier versions are read for ever and written no more.
 */
import {
  bytes,
  deviceId,
  inviteId,
  list,
  number,
  numberTo,
  oneOf,
  optional,
  record,
  refine,
  sizedBytes,
  text,
  varBytes,
  when,
  yesOrNo,
  type ValueOf,
} from '../base/binary-fields.ts';
import { signatureBytes } from '../base/signature.ts';
import { isRelayUrl, relaysMax, relayUrlBytesMax, relayUrlForm } from './relay-url.ts';
import { isWrappingKey, p256Bytes, wrappedAddedBytes, x25519Bytes } from './wrapping-key.ts';

/** Statements are written in version 4. What differs in the others is said below. */
export type StatementVersion = 1 | 2 | 3 | 4;

export const bookNonceBytes = 16;
/** The person's name, sealed with the book's key (sealing/label.ts): the relay cannot read it. */
export const labelBytesMax = 8 * 1024;
/** Numbers that make up a code to compare, and hashes that name a statement. */
export const comparisonNonceBytes = 32;
const hashBytes = 32;
/** Earlier epochs whose keys one statement can hand on. */
export const olderMax = 200;
/** A book has at most so many devices and as many invites. */
const wrapsMax = 2_000;
/** Devices that one statement can remove: a person's, all at once. */
export const revokedMax = 32;
/** No schema that a statement can name is higher. */
export const schemaMax = 1_000;

const role = oneOf(['keeper', 'editor', 'reader']);
/** What members say that they did with the book's contents. Every member can read it. */
const auditedAct = oneOf([
  'copy-made',
  'list-exported',
  'recovery-sheet-printed',
  'work-taken-in',
  'name-corrected',
]);
const label = varBytes(labelBytesMax);
const proof = bytes(signatureBytes);
const hash = bytes(hashBytes);
const nonce = bytes(comparisonNonceBytes);
/** How the book's document is written (`Access.schema`). */
const schema = numberTo(schemaMax);
/** In the one form in which an address can be written, so that it is read as it was signed. */
const url = refine(text(relayUrlBytesMax, relayUrlForm), isRelayUrl);

/** In the order of the numbers that the types travel as. A new type goes to the end. */
function bodiesOf(version: StatementVersion) {
  const sealed =
    version === 1
      ? bytes(x25519Bytes + wrappedAddedBytes)
      : sizedBytes(x25519Bytes + wrappedAddedBytes, p256Bytes + wrappedAddedBytes);
  const wrapPublic = refine(
    version === 1 ? bytes(x25519Bytes) : sizedBytes(x25519Bytes, p256Bytes),
    isWrappingKey,
  );
  /** A book's key for one epoch, wrapped for one recipient. */
  const wrap = record({ epoch: number, sealed });
  /**
   * The keys of earlier epochs, the oldest first, for a device that takes another's place and may
   * be the only one left. What was sealed before the last removal cannot be read without them until
   * somebody writes a new snapshot.
   */
  const older = list(wrap, olderMax);
  /** One recipient of a new key: a member's device or an open invite. */
  const wrapFor = record({
    /** The 32 bytes of a device's or an invite's id. */
    recipient: bytes(32),
    sealed,
  });
  const isBound = (join: { readonly wrap: unknown }) => version >= 3 && join.wrap === undefined;
  return {
    /** Makes a book. The author is its first keeper. `label` is the person's name, sealed. */
    create: record({ nonce: bytes(bookNonceBytes), wrapPublic, wrap, label }),

    /** Admits one known device. `until` is ms since 1970, 0 for no end. */
    grant: record({ device: deviceId, wrapPublic, role, until: number, wrap, older, label }),

    /**
     * Admits whoever can prove that they have the invite's secret, `usesMax` times, before
     * `expires`. Without a wrap whoever joins waits until a keeper admits them, and is given the
     * key only then.
     */
    invite: record({
      invite: inviteId,
      wrapPublic,
      role,
      /** When the membership it gives ends, ms since 1970, 0 for no end. */
      until: number,
      /** When the link stops working, ms since 1970. */
      expires: number,
      usesMax: number,
      /**
       * For another device of the author's own person: once, with the author's own role and end,
       * which it gets as they are when a keeper admits it. Any member may make one.
       */
      own: yesOrNo,
      wrap: optional(wrap),
    }),

    /** A device's own statement that it joins by an invite, with the invite's proof over it. */
    join: record({
      invite: inviteId,
      wrapPublic,
      /** Undefined when the invite held no key. */
      wrap: optional(wrap),
      /**
       * What one who will wait binds themselves to (`comparison.ts`), 32 bytes. Undefined where there
       * is a key, and before version 3.
       */
      commitment: when(isBound, hash),
      /** Sealed with the book's key, or for the keepers (sealing/label.ts) by one who waits. */
      label,
      proof,
    }),

    /** The invite is over. Whoever came in by it stays. */
    withdraw: record({ invite: inviteId }),

    /** A keeper lets in somebody who waits, with the invite's role and end. */
    admit: record({ device: deviceId, wrap, label }),

    /** A keeper turns away somebody who waits. */
    decline: record({ device: deviceId }),

    /** Another role or another end for a member. */
    change: record({ device: deviceId, role, until: number }),

    /** Removes devices and begins a new epoch, with its key for everybody who stays. */
    revoke: record({
      /** At least one. */
      devices: list(deviceId, revokedMax),
      /** The new epoch. */
      epoch: number,
      wraps: list(wrapFor, wrapsMax),
    }),

    /**
     * A device takes new keys: the author's place in the book goes to `device`, as it is, and the
     * author is in the book no more. `proof` is the new key's signature that it is meant for this.
     */
    replace: record({ device: deviceId, wrapPublic, wrap, older, label, proof }),

    /** A recovery sheet: one more keeper, on paper, whose keys follow from the sheet's words. */
    'recovery-sheet': record({ device: deviceId, wrapPublic, wrap, older }),

    /**
     * The relays that the book is on, instead of those named before. The first decides the order of
     * statements, so which it is must not hang on any order: the highest revision counts.
     */
    relays: record({
      revision: number,
      /** ws(s) addresses, each once. */
      urls: list(url, relaysMax),
    }),

    /** A member puts on record what they did. Changes nobody's rights. */
    audit: record({
      what: auditedAct,
      /** Whose work was taken in; undefined for everything else. */
      of: optional(deviceId),
    }),

    /**
     * A keeper's device answers the join of somebody who waits, with a number of its own for the code
     * that is compared.
     */
    answer: record({
      /** Who waits. */
      device: deviceId,
      /** The hash of their join. */
      join: hash,
      nonce,
    }),

    /** Somebody who waits opens what their join had bound itself to. The author is who waits. */
    open: record({
      /** The hash of the answer that they heard. */
      answer: hash,
      nonce,
    }),

    /** The book is of a higher schema from here on. Only in version 4. */
    schema: record({ schema }),
  };
}

type Bodies = ReturnType<typeof bodiesOf>;
const bodies: Readonly<Record<StatementVersion, Bodies>> = {
  1: bodiesOf(1),
  2: bodiesOf(2),
  3: bodiesOf(3),
  4: bodiesOf(4),
};

export type StatementType = keyof Bodies;
export type BodyOf<T extends StatementType> = { readonly type: T } & ValueOf<Bodies[T]>;

/** In the order of the numbers that they travel as, the first of which is 1. */
export const statementTypes = Object.keys(bodies[4]) as readonly StatementType[];

/** How many of them each version knows, from the first. */
const known: Readonly<Record<StatementVersion, number>> = { 1: 13, 2: 13, 3: 15, 4: 16 };

export function typesOf(version: StatementVersion): readonly StatementType[] {
  return statementTypes.slice(0, known[version]);
}

/** What a type says in that version, but for the type itself, which stands elsewhere before it. */
export function bodyField<T extends StatementType>(version: StatementVersion, type: T): Bodies[T] {
  return bodies[version][type];
}

// A book that this device holds, as the front door lists it.

export interface KnownBook {
  readonly id: string;
  readonly ward: string;
  readonly council: string;
  readonly demo: boolean;
  /** A keeper has still to let this device in: what the book is called is not known yet. */
  readonly waiting?: boolean;
  /** When it was last open on this device, ms since 1970. */
  readonly openedAt: number;
}

/** One that is locked: what it is called, only the book itself says. */
export type LockedBook = Pick<KnownBook, 'id' | 'demo' | 'openedAt'>;

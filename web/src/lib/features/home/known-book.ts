// A book that this device holds, as the front door lists it.

export interface KnownBook {
  readonly id: string;
  readonly ward: string;
  readonly council: string;
  readonly demo: boolean;
  /** When it was last open on this device, ms since 1970. */
  readonly openedAt: number;
}

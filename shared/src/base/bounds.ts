/** Bounds of what a book holds, whatever its kind. Lengths are in UTF-16 units, as `string.length`. */
export const bounds = {
  nameMax: 200,
  titleMax: 200,
  textMax: 4_000,
  shortMax: 64,
  /** Events that one command writes. */
  batchMax: 500,
  /** Versions that one event replaces. */
  headsMax: 100,
  /** About one person or thing. No app writes more; what others wrote is read. */
  eventsAboutMax: 2_000,
  countMax: 10_000_000,
  /** The year 2200: a clock beyond it is broken, not merely wrong. */
  atMax: 7_258_118_400_000,
} as const;

/** One update of a book's document, in bytes as it is before it is sealed: one piece of what somebody did. */
export const updateBytesMax = 8 * 1024 * 1024;
/** All of a book's document, likewise. */
export const documentBytesMax = 64 * 1024 * 1024;

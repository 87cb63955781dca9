/**
 * Every bound of the relay protocol, in one place. Both sides check; whoever exceeds one is closed
 * with the code that `close-codes.ts` gives it.
 */
export const protocolVersion = 5;

/** A socket message before the device is known. */
export const frameBytesBeforeHelloMax = 4 * 1024;
/** A socket message after. Longer frames travel in parts. */
export const frameBytesMax = 256 * 1024;
/** A frame put together from its parts. */
export const assembledBytesMax = 17 * 1024 * 1024;
/** The socket messages of one frame: what `toMessages` makes of the longest. */
export const framePartsMax = Math.ceil(assembledBytesMax / (frameBytesMax - 1));
/** One sealed entry. */
export const entryBytesMax = 16 * 1024 * 1024;
/** One sealed presence message. */
export const presenceBytesMax = 8 * 1024;
/** One page of entries is closed once it holds this much. */
export const pageBytes = 192 * 1024;
export const pageEntriesMax = 2_000;
/** Statements in one frame. Whoever comes by a link that waits for a keeper makes four of them. */
export const statementsMax = 4_096;
/** The beginning of a book's id that a recovery sheet knows. */
export const findBytes = 4;
/** Books that one answer to `find` may name. */
export const foundBooksMax = 16;
/** Appends without a receipt, per socket: many small ones make one commit of the relay's. */
export const appendsInFlightMax = 1_024;
/** How soon a socket must have said hello. */
export const helloMs = 10_000;
/** A client pings this often; a relay closes a socket silent for `silenceMs`. */
export const pingMs = 10_000;
export const silenceMs = 45_000;
/**
 * When its person comes back to it, a client pings at once, and leaves a relay that does not answer
 * by then.
 */
export const answerMs = 5_000;
/** Bytes waiting to be sent to one slow reader before it is closed to resume by cursor. */
export const outgoingBytesMax = 8 * 1024 * 1024;

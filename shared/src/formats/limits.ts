/** The bounds of a file that will be looked at. A register of a whole constituency is far inside. */

export const fileBytesMax = 64 * 1024 * 1024;
/** Rows that hold something, headings included. */
export const rowsMax = 200_000;
export const columnsMax = 200;

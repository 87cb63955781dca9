/** What is said to the bare servers by whoever comes: as short as no change is. */
export const greetingBytes = 1;

/** WebKit's port for Linux fails to make a key once in a hundred times. */
const triesMax = 5;

/** Tries again what makes a key. What a browser cannot do at all it refuses each time. */
export async function patiently<T>(make: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await make();
    } catch (error) {
      if (tries === triesMax) throw error;
    }
  }
}

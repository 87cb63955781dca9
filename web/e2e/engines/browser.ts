/**
 * The port through which one description drives three engines: what a person does with a browser, and
 * a look into the page. Each adapter keeps what its pages store in a folder of its own, so that a
 * browser can be ended and started again. Doesn't know Wardbook.
 */

export interface Browser {
  /** 'Firefox 153.0'. */
  readonly name: string;
  goTo(url: string): Promise<void>;
  /** The body of an async function, run in the page with `args`. What it gives must fit into JSON. */
  look(body: string, ...args: readonly string[]): Promise<unknown>;
  /** A press of the main pointer button, at a point of the viewport. */
  pressAt(x: number, y: number): Promise<void>;
  /** Keys, one by one, into whatever has the focus. */
  type(text: string): Promise<void>;
  /** Ends the process and starts another on the same folder. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

export interface Engine {
  readonly engine: 'chromium' | 'firefox' | 'webkit';
  /** Why it cannot be run here; undefined where it can. */
  readonly missing: string | undefined;
  start(folder: string): Promise<Browser>;
}

export const windowSize = { width: 1280, height: 900 };

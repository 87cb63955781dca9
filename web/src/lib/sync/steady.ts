/**
 * Nothing that listens can stop what it listens to. A listener that throws inside Yjs leaves the clean-up
 * of its transaction for ever undone: no later change is then stored, sent or shown. So the document
 * and the presence of an open book are of these classes, whoever listens to them, and what a listener
 * throws is reported and goes no further. Of Yjs's types nobody here is an observer.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

type DocEvent = Parameters<Y.Doc['on']>[0];
type DocListener<Name extends DocEvent> = ReturnType<typeof Y.Doc.prototype.on<Name>>;

export class SteadyDoc extends Y.Doc {
  override on<Name extends DocEvent>(name: Name, listener: DocListener<Name>) {
    super.on(name, steady(listener));
    return listener;
  }

  override off<Name extends DocEvent>(name: Name, listener: DocListener<Name>) {
    super.off(name, steady(listener));
  }
}

export class SteadyAwareness extends Awareness {
  override on(name: string, listener: (...args: never[]) => void): void {
    super.on(name, steady(listener));
  }

  override off(name: string, listener: (...args: never[]) => void): void {
    super.off(name, steady(listener));
  }
}

/** For each listener the one that is called in its place, wherever it listens. */
const steadied = new WeakMap<object, object>();

function steady<Listener extends (...args: never[]) => void>(listener: Listener): Listener {
  const made = (...args: Parameters<Listener>) => attempt(() => listener(...args));
  const known = steadied.get(listener) ?? made;
  steadied.set(listener, known);
  return known as Listener;
}

/** Does it. What it throws is reported, and whoever asked for it goes on. */
export function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    report(error);
  }
}

/** As a browser reports what nobody has caught. Node knows no such thing. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  // oxlint-disable-next-line no-console -- a script has nowhere else to say it.
  else console.error(error);
}

/**
 * Runs the tools that the house is built and checked with, one after the other, with their words
 * shown as they come. A hang is noticed by its silence. Being told to stop is passed on to the tool
 * that is running, and no further one is started.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Tool {
  /** What a person calls it: 'types of the relay'. */
  readonly name: string;
  /** A program of node_modules/.bin here or in web, or of the machine. */
  readonly program: string;
  readonly args: readonly string[];
  /** Folder to run in, relative to the root. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * After so long without a word it hangs, and is ended with all that it started. How long it takes
   * altogether says nothing: machines differ. Without it, it may be silent for as long as it likes.
   */
  readonly silentMinutesMax?: number;
  /** Its words are for whoever looks into a failure, and are shown only then. */
  readonly isQuiet?: boolean;
}

const path = [
  join(root, 'node_modules/.bin'),
  join(root, 'web/node_modules/.bin'),
  process.env['PATH'],
].join(delimiter);

/**
 * Runs it to its end: true when it ended with code 0. A program that is missing, or that takes too
 * long, is false, and said.
 */
export function runTool(tool: Tool): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(tool.program, tool.args, {
      cwd: join(root, tool.folder ?? ''),
      env: { ...process.env, ...tool.environment, PATH: path },
      stdio:
        tool.silentMinutesMax || tool.isQuiet
          ? ['ignore', 'pipe', 'pipe']
          : ['ignore', 'inherit', 'inherit'],
      // In a group of its own, or Ctrl+C would reach it twice: from the terminal and from here.
      detached: true,
    });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    const stopListening = onStop(passOn);
    const giveUp = () => {
      console.error(
        `${tool.program} has said nothing for ${tool.silentMinutesMax} minutes and is stopped.`,
      );
      // The minus means the whole group: a runner that hangs has workers that hang.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const patience = tool.silentMinutesMax
      ? setTimeout(giveUp, tool.silentMinutesMax * 60_000)
      : undefined;
    const heldBack: Buffer[] = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const)
      from?.on('data', (words: Buffer) => {
        patience?.refresh();
        if (tool.isQuiet) heldBack.push(words);
        else to.write(words);
      });
    child.on('error', (error) => {
      stopListening();
      console.error(`${tool.program} could not be run: ${error.message}`);
      resolve(false);
    });
    child.on('close', (code) => {
      clearTimeout(patience);
      stopListening();
      if (code !== 0) process.stderr.write(Buffer.concat(heldBack));
      resolve(code === 0);
    });
  });
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
let isStopping = false;

/** Exits as a stopped program does, once somebody has asked for it. */
export function exitIfStopped(): void {
  if (!isStopping) return;
  console.error('Stopped before the end.');
  process.exit(130);
}

function onStop(listener: (signal: NodeJS.Signals) => void): () => void {
  const heard = (signal: NodeJS.Signals) => {
    isStopping = true;
    listener(signal);
  };
  for (const signal of stopSignals) process.on(signal, heard);
  return () => {
    for (const signal of stopSignals) process.off(signal, heard);
  };
}

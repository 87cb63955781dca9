/**
 * Runs steps, whatever became of those before, and keeps count. A step that throws has failed once.
 */
import { availableParallelism } from 'node:os';
import { exitIfStopped, runTool, type Tool } from './tools.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Left out on purpose; each prints its reason itself. */
  readonly skipped?: number;
}

export interface Step {
  readonly name: string;
  run(): Promise<Counts>;
}

interface Outcome extends Counts {
  readonly name: string;
  readonly seconds: number;
}

/** One command that counts as one: passed when it ends with code 0. */
export function toolStep(tool: Tool): Step {
  return {
    name: tool.name,
    run: async () => ((await runTool(tool)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  };
}

/**
 * Runs one step after the other and prints what became of each. Those that come as a list are run
 * together, as many at once as there are cores: what they print may mix, so they are to be quiet ones.
 * Exits at once when the process was told to stop.
 */
export async function runSteps(steps: readonly (Step | readonly Step[])[]): Promise<Counts> {
  const outcomes: Outcome[] = [];
  for (const next of steps) {
    const together = 'run' in next ? [next] : next;
    console.log(`\n=== ${together.map(({ name }) => name).join(', ')}`);
    const waiting = together.values();
    const work = async () => {
      for (const step of waiting) outcomes.push(await outcomeOf(step));
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  }
  console.log(`\n=== All of it\n${outcomes.map(sentence).join('\n')}`);
  return {
    passed: sum(outcomes, (outcome) => outcome.passed),
    failed: sum(outcomes, (outcome) => outcome.failed),
    skipped: sum(outcomes, (outcome) => outcome.skipped ?? 0),
  };
}

async function outcomeOf(step: Step): Promise<Outcome> {
  const began = performance.now();
  const counts = await step.run().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  exitIfStopped();
  const outcome = { name: step.name, seconds: (performance.now() - began) / 1000, ...counts };
  console.log(`--- ${sentence(outcome)}`);
  return outcome;
}

/** Prints the count, always as the last line, and sets the exit code. */
export function finish({ passed, failed, skipped = 0 }: Counts): void {
  if (skipped > 0) console.log(`${skipped} skipped, for reasons given above`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

function sentence({ name, seconds, passed, failed, skipped = 0 }: Outcome): string {
  const result = failed === 0 ? 'passed' : 'FAILED';
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${result}  ${seconds.toFixed(1).padStart(6)} s  ${name}: ${passed} passed, ${failed} failed${left}`;
}

function sum(outcomes: readonly Outcome[], count: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + count(outcome), 0);
}

/**
 * The lint and type checks, each one command: what `lint`, `check` and `test` all run. They need
 * nothing of one another, and say something only when there is something to mend.
 */
import { toolStep, type Step } from './tally.ts';
import type { Tool } from './tools.ts';

/** Writes the types that SvelteKit makes from the routes; lint and checks in web lean on them. */
export const prepare: Step = toolStep({
  name: 'types of the routes',
  program: 'svelte-kit',
  args: ['sync'],
  folder: 'web',
});

export const lints: readonly Step[] = [
  { name: 'oxlint', program: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  {
    name: 'eslint (.svelte files)',
    program: 'eslint',
    args: ['--max-warnings', '0', '.'],
    folder: 'web',
  },
  {
    name: 'prettier',
    program: 'prettier',
    args: ['--check', '--log-level', 'warn', '.'],
  },
  { name: 'knip (what nobody uses)', program: 'knip', args: [] },
].map(quietStep);

export const checks: readonly Step[] = [
  typeCheck('types of shared', 'shared/tsconfig.json'),
  typeCheck('types of shared as shipped: no Node', 'shared/tsconfig.shipped.json'),
  typeCheck('types of the relay', 'sync-server/tsconfig.json'),
  typeCheck('types of the scripts', 'scripts/tsconfig.json'),
  typeCheck("types of web's sync, tests and benchmarks", 'web/tsconfig.node.json'),
  {
    name: 'types of web',
    program: 'svelte-check',
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings'],
    folder: 'web',
  },
].map(quietStep);

/** TypeScript 7 wherever it can be; svelte-check still wants 6. */
function typeCheck(name: string, project: string): Tool {
  return {
    name,
    program: process.execPath,
    args: ['node_modules/@typescript/native/bin/tsc', '--noEmit', '--project', project],
  };
}

function quietStep(tool: Tool): Step {
  return toolStep({ ...tool, isQuiet: true });
}

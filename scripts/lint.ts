/** `pnpm lint`: every linter, whatever became of those before. */
import { lints, prepare } from './lib/chores.ts';
import { finish, runSteps, toolStep } from './lib/tally.ts';

finish(await runSteps([prepare, ...lints].map(toolStep)));

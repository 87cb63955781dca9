/** `pnpm lint`: every linter, whatever became of those before. */
import { lints, prepare } from './lib/chores.ts';
import { finish, runSteps } from './lib/tally.ts';

finish(await runSteps([prepare, lints]));

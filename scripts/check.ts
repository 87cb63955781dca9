/** `pnpm check`: every type check, whatever became of those before. */
import { checks, prepare } from './lib/chores.ts';
import { finish, runSteps } from './lib/tally.ts';

finish(await runSteps([prepare, checks]));

/**
 * `pnpm test:engines`: the main path in Chromium, Firefox and WebKit, as they come from Debian's
 * packages; what is not on this machine is said and counted as skipped. The last line is the count.
 */
import { buildStep } from './lib/build-app.ts';
import { engineTests } from './lib/engines.ts';
import { finish, runSteps } from './lib/tally.ts';

finish(await runSteps([buildStep, engineTests({ WARDBOOK_LONG: '1' })]));

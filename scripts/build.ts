/** `pnpm build`: the app as the relay serves it, made anew when its sources have changed. */
import { buildApp } from './lib/build-app.ts';

process.exitCode = (await buildApp()) ? 0 : 1;

/**
 * Lays down what is made from web/messages: a module for each group and one with the Welsh, in
 * src/lib/words/said, which git does not keep. Whatever loads Vite's configuration has it done:
 * development, the build, tests, and what makes the types of the routes before lint and checks.
 */
import { globSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { compileGroup, welshModule } from './compile-group.ts';

/** Writes the modules, and again whenever a message changes while somebody develops. */
export function messages(web: string): Plugin {
  writeMessages(web);
  const folder = join(web, 'messages');
  return {
    name: 'wardbook:messages',
    configureServer(server) {
      server.watcher.add(folder);
      server.watcher.on('all', (_event, path) => {
        if (!path.startsWith(folder)) return;
        try {
          writeMessages(web);
        } catch (error) {
          server.config.logger.error(String(error));
        }
      });
    },
  };
}

function writeMessages(web: string): void {
  const from = join(web, 'messages');
  const to = join(web, 'src/lib/words/said');
  const names = globSync('*.en.json', { cwd: from })
    .map((file) => file.slice(0, -'.en.json'.length))
    .sort();
  const lone = globSync('*.cy.json', { cwd: from }).find(
    (file) => !names.includes(file.slice(0, -'.cy.json'.length)),
  );
  if (lone) throw new Error(`web/messages/${lone} has no English beside it.`);
  const groups = names.map((name) => ({
    name,
    ...compileGroup({
      name,
      en: readFileSync(join(from, `${name}.en.json`), 'utf8'),
      cy: readIfThere(join(from, `${name}.cy.json`)),
    }),
  }));
  const files = new Map(groups.map(({ name, module }) => [`${name}.ts`, module]));
  files.set('cy.ts', welshModule(groups));
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(to)) if (!files.has(file)) rmSync(join(to, file));
  // What has not changed stays as it is: others may be reading it at this moment.
  for (const [file, code] of files)
    if (readIfThere(join(to, file)) !== code) writeFileSync(join(to, file), code);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import { expect, test, vi } from 'vitest';
import { runTool, type Tool } from './tools.ts';

const node = (code: string): Tool => ({
  name: 'a tool',
  program: process.execPath,
  args: ['--eval', code],
});

test('a tool has done well when it ends with code 0, and only then', async () => {
  expect(await runTool(node(''))).toBe(true);
  expect(await runTool(node('process.exit(3)'))).toBe(false);
  expect(await runTool(node('process.kill(process.pid, "SIGKILL")'))).toBe(false);
});

test('a tool that is missing, or that falls silent, has failed and says so', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  expect(await runTool({ ...node(''), program: 'no-such-program' })).toBe(false);
  expect(await runTool({ ...node('setInterval(() => {}, 1000)'), silentMinutesMax: 0.005 })).toBe(
    false,
  );
  expect(said.mock.calls.flat()).toEqual([
    expect.stringContaining('no-such-program could not be run'),
    expect.stringContaining('has said nothing'),
  ]);
  said.mockRestore();
});

test('a tool that goes on speaking may take as long as it likes', async () => {
  const shown = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const speaking = node(
    'let said = 0; const t = setInterval(() => { console.log(++said); if (said === 20) clearInterval(t); }, 300)',
  );
  // Six seconds altogether, and never silent for five: a busy machine starts a program in less.
  expect(await runTool({ ...speaking, silentMinutesMax: 5 / 60 })).toBe(true);
  expect(shown.mock.calls.map(([words]) => String(words)).join('')).toContain('20');
  shown.mockRestore();
});

test('what a quiet tool says is shown when it failed, and only then', async () => {
  const shown = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const quiet = (code: string): Tool => ({ ...node(code), isQuiet: true });
  expect(await runTool(quiet('console.log("all is well")'))).toBe(true);
  expect(shown).not.toHaveBeenCalled();
  expect(await runTool(quiet('console.log("it broke"); process.exitCode = 1'))).toBe(false);
  expect(shown.mock.calls.map(([words]) => String(words)).join('')).toBe('it broke\n');
  shown.mockRestore();
});

test('a tool reads nothing from the keyboard', async () => {
  expect(await runTool(node('process.stdin.resume().on("end", () => process.exit(0))'))).toBe(true);
});

import { expect, test } from 'vitest';
import { waitingLine } from './waiting-words.ts';

test('every state of the connection has its sentence for somebody who waits', () => {
  const connections = ['offline', 'connecting', 'waiting', 'reading', 'live', 'stopped'] as const;
  const lines = connections.map(waitingLine);
  for (const line of lines) expect(line).toMatch(/^[A-Z].+\.$/);
  expect(waitingLine('offline')).toMatch(/request is kept/);
});

import { expect, test } from 'vitest';
import { franchises } from '@wardbook/shared/rules/vote';
import { attainsWords, markerWords, nextVoteLine, voteLines } from './register-words.ts';

const now = Date.UTC(2026, 10, 23);

test('no marker says so, each letter has its line, and a strange letter is not guessed', () => {
  expect(markerWords('')).toEqual([{ letter: '', words: 'None' }]);
  expect(markerWords('GB').map(({ letter }) => letter)).toEqual(['G', 'B']);
  expect(markerWords('F')[0]?.words).toContain('overseas');
  expect(markerWords('Q')[0]?.words).toContain('Not a marker');
  expect(markerWords('toString'.slice(0, 1))[0]?.words).toContain('Not a marker');
});

test('an attainer can vote from a day; nobody else has one', () => {
  expect(attainsWords({ attains: '2027-03-12' }, now)).toBe('Can vote from 12 March 2027');
  expect(attainsWords({ attains: '2026-03-12' }, now)).toBe(
    'Has been old enough to vote since 12 March 2026',
  );
  expect(attainsWords({ attains: '' }, now)).toBeUndefined();
  expect(attainsWords({ attains: 'soon' }, now)).toBeUndefined();
});

test('[RULE3] a line for each answer, and nothing guessed', () => {
  const lines = (markers: string, attains = '') =>
    voteLines({ markers, attains }, '2026-11-23', franchises);
  expect(lines('')).toEqual(['May vote: every election']);
  expect(lines('F')).toEqual([
    'May vote: UK Parliament',
    'May not vote: devolved parliament (Scotland, Wales, Northern Ireland), local council and police and crime commissioner (marker F)',
  ]);
  expect(lines('B')[0]).toBe('May vote: local council and police and crime commissioner');
  expect(lines('', '2027-03-12')).toEqual(['From 12 March 2027: every election']);
  expect(lines('K')).toEqual([
    'Not known: every election. Nobody has said what the marker K is for. Ask your council.',
  ]);
});

test('[RULE4] whether they may vote at the next election, on its day', () => {
  const election = { poll: 'local', day: '2027-05-06' } as const;
  const line = (markers: string, attains = '') =>
    nextVoteLine({ markers, attains }, election, franchises);
  const next = 'Next election, local council on 6 May 2027:';
  expect(line('', '2027-05-06')).toBe(`${next} may vote`);
  expect(line('', '2027-05-07')).toBe(`${next} not old enough yet`);
  expect(line('F')).toBe(`${next} may not vote`);
  expect(line('K')).toBe(`${next} not known`);
});

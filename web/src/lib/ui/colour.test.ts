import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, inkOn, parseColour } from './colour.ts';

const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast agrees with the published ends of the scale', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#123456', '#123456')).toBe(1);
});

test('ink can be read on every colour a book may choose', () => {
  fc.assert(fc.property(colours, (colour) => contrast(colour, inkOn(colour)) >= 4.5));
});

test('only plain six-digit colours get through', () => {
  expect(parseColour(' #AbCdEf ')).toBe('#abcdef');
  for (const bad of ['', 'red', '#abc', '#12345g', '#123456;--x:1', 'url(x)']) {
    expect(parseColour(bad)).toBeNull();
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, equal } from '../base/bytes.ts';
import { assembledBytesMax, entryBytesMax, frameBytesMax, framePartsMax } from './limits.ts';
import { FrameAssembler, toMessages, type Assembled } from './parts.ts';

const add = (assembler: FrameAssembler, message: Uint8Array): Assembled =>
  assembler.add(message, frameBytesMax, assembledBytesMax);

const reasonOf = (assembled: Assembled) =>
  assembled.type === 'refused' ? assembled.reason : assembled.type;

const slice = frameBytesMax - 1;

test.each([0, 1, slice - 1, slice, slice + 1, 2 * slice, 2 * slice + 1, entryBytesMax + 100])(
  '[PROTO7] a frame of %i bytes is split and put together again',
  (length) => {
    const frame = new Uint8Array(length).map((_, index) => index % 251);
    const messages = toMessages(frame);
    expect(messages.length).toBe(Math.max(1, Math.ceil(length / slice)));
    expect(messages.length).toBeLessThanOrEqual(framePartsMax);
    const assembler = new FrameAssembler();
    const last = messages.pop()!;
    for (const message of messages) expect(add(assembler, message).type).toBe('waiting');
    const assembled = add(assembler, last);
    expect(assembled.type === 'frame' && equal(assembled.bytes, frame)).toBe(true);
  },
);

test('[PROTO7] frames in slices of any size follow one another', () => {
  const slices = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(slices), (frames) => {
      const assembler = new FrameAssembler();
      for (const parts of frames) {
        const messages = parts.map((part, index) =>
          concat(Uint8Array.of(index === parts.length - 1 ? 1 : 0), part),
        );
        const results = messages.map((message) => add(assembler, message));
        expect(results.pop()).toEqual({ type: 'frame', bytes: concat(...parts) });
        expect(results.every(({ type }) => type === 'waiting')).toBe(true);
      }
    }),
  );
});

test('[PROTO8] a message that begins with anything but 0 or 1, or is empty, is refused', () => {
  for (let first = 2; first < 256; first++)
    expect(reasonOf(add(new FrameAssembler(), Uint8Array.of(first, 1)))).toBe('malformed');
  expect(reasonOf(add(new FrameAssembler(), new Uint8Array()))).toBe('malformed');
});

test('[PROTO8] one message is bounded', () => {
  const message = new Uint8Array(frameBytesMax + 1);
  expect(reasonOf(add(new FrameAssembler(), message))).toBe('too-large');
  expect(reasonOf(add(new FrameAssembler(), message.subarray(1)))).toBe('waiting');
});

test('[PROTO8] parts without an end are refused before they exceed the bound', () => {
  const assembler = new FrameAssembler();
  const part = new Uint8Array(frameBytesMax);
  let gathered = 0;
  while (add(assembler, part).type === 'waiting') gathered += slice;
  expect(reasonOf(add(assembler, part))).toBe('too-large');
  expect(gathered).toBeLessThanOrEqual(assembledBytesMax);
  expect(gathered).toBeGreaterThan(entryBytesMax);
});

test.each([1, 2])('[PROTO8] nor do endless parts of %i bytes gather', (length) => {
  const assembler = new FrameAssembler();
  let parts = 0;
  while (parts <= framePartsMax && add(assembler, new Uint8Array(length)).type === 'waiting')
    parts++;
  expect(parts).toBe(framePartsMax);
});

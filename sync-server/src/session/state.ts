/** The states of a session, and what it accepts in each. */
import type { Bytes } from '@wardbook/shared/base/bytes';
import type { CloseReason } from '@wardbook/shared/protocol/close-codes';
import type { ClientFrame } from '@wardbook/shared/protocol/frames';
import {
  assembledBytesMax,
  frameBytesBeforeHelloMax,
  frameBytesMax,
  helloMs,
} from '@wardbook/shared/protocol/limits';
import { introductionBytesMax, introductionMs, waitingMs } from '../limits.ts';
import type { Room, Visitor } from '../room/room.ts';
import type { Attendance } from './attendance.ts';

export type Hello = ClientFrame & { type: 'hello' };
export type Knock = ClientFrame & { type: 'knock' };
export type Brought = readonly Bytes[];

export type State =
  | { readonly type: 'greeting'; readonly hasAsked: boolean }
  | {
      readonly type: 'book-unknown';
      readonly hello: Hello;
      /** Proof that its device was given a word for making books here. */
      readonly proof: Bytes | undefined;
      /** Whether the relay has the book after all and cannot read all of its statements. */
      readonly isUnreadable: boolean;
    }
  | {
      readonly type: 'device-unknown';
      readonly hello: Hello;
      readonly room: Room;
      readonly hasKnocked: boolean;
    }
  /** Its device has joined, and no keeper has decided yet. */
  | {
      readonly type: 'waiting';
      readonly hello: Hello;
      readonly room: Room;
      readonly visitor: Visitor;
      readonly since: number;
      /** Whether it has been shown the answer to its join, with all that led to it. */
      readonly hasHeard: boolean;
      /** Whether it has opened what its join was bound to, which it may once. */
      readonly hasOpened: boolean;
      /**
       * Whether it has brought statements: once, because this relay's copy of the book may be old.
       */
      readonly hasBrought: boolean;
    }
  | { readonly type: 'admitted'; readonly hello: Hello; readonly attendance: Attendance }
  | { readonly type: 'ended' };

export type WaitingState = State & { readonly type: 'waiting' };

export function waitingState(
  parts: Pick<WaitingState, 'hello' | 'room' | 'visitor' | 'since'>,
): WaitingState {
  return { type: 'waiting', ...parts, hasHeard: false, hasOpened: false, hasBrought: false };
}

/** The state once a device that waits has brought statements; undefined where it may bring no more. */
export function afterBringing(state: WaitingState, { length }: Brought): WaitingState | undefined {
  if (state.hasHeard && !state.hasOpened && length === 1) return { ...state, hasOpened: true };
  return state.hasBrought ? undefined : { ...state, hasBrought: true };
}

/** The longest message and the longest frame put together, by how well the device is known. */
export function boundsIn({ type }: State): readonly [messageMax: number, frameMax: number] {
  switch (type) {
    case 'greeting':
    case 'ended':
      return [frameBytesBeforeHelloMax, frameBytesBeforeHelloMax];
    case 'book-unknown':
    case 'device-unknown':
    case 'waiting':
      return [frameBytesMax, introductionBytesMax];
    case 'admitted':
      return [frameBytesMax, assembledBytesMax];
  }
}

/** Why a session that began at `startedAt` has been in this state for too long, if it has. */
export function overstayed(
  state: State,
  startedAt: number,
  elapsed: number,
): CloseReason | undefined {
  switch (state.type) {
    case 'greeting':
      return elapsed - startedAt > helloMs ? 'too-slow-to-greet' : undefined;
    case 'book-unknown':
    case 'device-unknown':
      return elapsed - startedAt > introductionMs ? 'too-slow-to-greet' : undefined;
    case 'waiting':
      return elapsed - state.since > waitingMs ? 'too-slow-to-greet' : undefined;
    case 'admitted':
    case 'ended':
      return undefined;
  }
}

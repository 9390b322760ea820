import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFromWorker, isToWorker, postedError } from './messages.ts';

const TO = ['start', 'credit', 'cancel', 'question', 'ping', 'drill'];
const FROM = ['engine', 'task', 'events', 'finished', 'failed', 'answer', 'no-answer', 'pong'];
const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });

describe('messages', () => {
  it('are told from everything else that may arrive', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.record({ type: anything }), fc.record({ type: fc.string() })), (data) => {
        const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
        expect(isToWorker(data)).toBe(TO.some((known) => known === type));
        expect(isFromWorker(data)).toBe(FROM.some((known) => known === type));
      }),
      { numRuns: 500 },
    );
    for (const type of TO) expect([isToWorker({ type }), isFromWorker({ type })]).toEqual([true, false]);
    for (const type of FROM) expect([isToWorker({ type }), isFromWorker({ type })]).toEqual([false, true]);
    for (const type of [['start'], { toString: () => 'start' }]) expect(isToWorker({ type })).toBe(false);
  });
});

describe('a posted error', () => {
  it('says what was thrown, with its stack, and can be cloned', () => {
    const thrown = new RangeError('too far');
    expect(postedError(thrown)).toEqual({ name: 'RangeError', message: 'too far', stack: thrown.stack });
    expect(postedError(thrown).stack).toContain('messages.test');
    expect(postedError('just text')).toEqual({ name: 'Error', message: 'just text', stack: '' });
  });

  it('is made of anything that can be thrown', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.constantFrom(Symbol('s'), { toString: 1, valueOf: 1 })), (thrown) => {
        const posted = structuredClone(postedError(thrown));
        for (const part of Object.values(posted)) expect(part).toBeTypeOf('string');
        expect(Object.keys(posted)).toEqual(['name', 'message', 'stack']);
      }),
      { numRuns: 500 },
    );
  });
});

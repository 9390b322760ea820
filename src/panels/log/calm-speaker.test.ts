import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalmSpeaker } from './calm-speaker.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a calm speaker', () => {
  it('says the first at once, then the newest when its time has come', () => {
    const said: string[] = [];
    const { say } = createCalmSpeaker((text) => said.push(text), 2000);
    for (const text of ['one', 'two', 'three']) say(() => text);
    expect(said).toEqual(['one']);
    vi.advanceTimersByTime(1999);
    expect(said).toEqual(['one']);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['one', 'three']);
    say(() => 'four');
    vi.advanceTimersByTime(2000);
    expect(said).toEqual(['one', 'three', 'four']);
    vi.advanceTimersByTime(10_000);
    say(() => 'five');
    expect(said.at(-1)).toBe('five');
  });

  it('makes only the messages that it says', () => {
    const made: string[] = [];
    const { say } = createCalmSpeaker(() => {}, 2000);
    const make = (text: string) => {
      made.push(text);
      return text;
    };
    for (const text of ['one', 'two', 'three']) say(() => make(text));
    vi.advanceTimersByTime(5000);
    expect(made).toEqual(['one', 'three']);
  });

  it('is free for the next message when there was nothing to say', () => {
    const said: string[] = [];
    const { say } = createCalmSpeaker((text) => said.push(text), 2000);
    say(() => undefined);
    say(() => 'one');
    expect(said).toEqual(['one']);
  });

  it('never says the same twice in a row, and nothing after it was stopped', () => {
    const said: string[] = [];
    const { say, stop } = createCalmSpeaker((text) => said.push(text), 2000);
    say(() => 'one');
    say(() => 'one');
    vi.advanceTimersByTime(5000);
    say(() => 'one');
    say(() => 'two');
    say(() => 'three');
    stop();
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(['one', 'two']);
  });
});

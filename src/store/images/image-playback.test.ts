import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Moment } from '../../runs/images/image-timeline.ts';
import { closeLabs, moment, openBrowser, openLab, own, soon, stored, until, workers } from './image-lab-fixture.ts';
import { isOver, placeOf } from './image-lab-state.ts';
import { IMAGE_SPEEDS, momentDuration, playMoments } from './image-playback.ts';

// Results are stored of presets that take minutes; here, as if they were of the smallest.
vi.mock('../../experiments/image-figures.ts', async (original) => {
  const figures = await original<typeof import('../../experiments/image-figures.ts')>();
  return { ...figures, IMAGE_FIGURES: [{ ...figures.IMAGE_FIGURES[0], preset: 'tiny' }] };
});

const EPOCHS = 16;
/** Five phases of the preset 'pocket': epochs, and score and select between them. */
const MOMENTS: readonly Moment[] = [1, 2, 3, 4, 5].flatMap((phase): Moment[] => [
  ...Array.from({ length: EPOCHS + 1 }, (_, epoch) => ({ phase, stage: 'train' as const, epoch })),
  ...(phase < 5 ? (['score', 'select'] as const).map((stage) => ({ phase, stage, epoch: EPOCHS })) : []),
]);

/** Seconds of real time from one end to the other, at frames of so many milliseconds. */
function secondsAt(speed: number, frame: number): number {
  let place = { index: 0, elapsed: 0 };
  let frames = 0;
  while (place.index < MOMENTS.length - 1) {
    place = playMoments(MOMENTS, EPOCHS, place, frame, speed);
    frames += 1;
  }
  return (frames * frame) / 1000;
}

describe('playing the moments of a run', () => {
  it('takes about 20 s at speed 1, and is as many times as fast at others', () => {
    expect(secondsAt(1, 33)).toBeGreaterThan(18);
    expect(secondsAt(1, 33)).toBeLessThan(24);
    for (const { value } of IMAGE_SPEEDS) expect(secondsAt(value, 16) * value).toBeCloseTo(secondsAt(1, 16), -0.5);
  });

  it('gives a stage of a growth longer than an epoch, whatever the length of phases', () => {
    for (const epochs of [1, 16, 500]) {
      const at = (stage: Moment['stage'], epoch = 1) => momentDuration({ phase: 1, stage, epoch }, epochs);
      expect(at('score')).toBeGreaterThan(at('train'));
      expect(at('train', 0)).toBeGreaterThan(at('train'));
      expect(at('train')).toBeGreaterThanOrEqual(40);
    }
  });

  it('comes to the same place however time is cut into frames, and never leaves the last moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 60 }),
        fc.nat(MOMENTS.length - 1),
        (frames, from) => {
          const start = { index: from, elapsed: 0 };
          const cut = frames.reduce((place, ms) => playMoments(MOMENTS, EPOCHS, place, ms, 2), start);
          const even = frames
            .flatMap((ms) => Array<number>(ms).fill(1))
            .reduce((place, ms) => playMoments(MOMENTS, EPOCHS, place, ms, 2), start);
          expect(cut.index).toBe(even.index);
          expect(cut.elapsed).toBeCloseTo(even.elapsed, 6);
          expect(cut.index).toBeLessThan(MOMENTS.length);
        },
      ),
    );
  });

  it('moves no further after a frame that came late than after 100 ms', () => {
    const start = { index: 3, elapsed: 0 };
    expect(playMoments(MOMENTS, EPOCHS, start, 60_000, 1)).toEqual(playMoments(MOMENTS, EPOCHS, start, 100, 1));
  });
});

describe('the lab while a run is played', () => {
  beforeEach(openBrowser);
  afterEach(closeLabs);
  const play = (lab: Awaited<ReturnType<typeof openLab>>, frames: number) => {
    for (let frame = 0; frame < frames; frame += 1) lab.advance(100);
  };

  it('plays a stored run from the start, through every moment, and rests at its end; no worker is asked', async () => {
    const lab = await openLab({ results: stored });
    expect(isOver(lab.getState())).toBe(true);
    const seen: (string | undefined)[] = [];
    const stop = lab.subscribe((state, before) => state.at !== before.at && seen.push(moment(lab)));
    lab.play();
    play(lab, 200);
    stop();
    const { moments } = placeOf(lab.getState());
    expect(seen).toEqual(moments.map(({ phase, stage, epoch }) => `${phase} ${stage} ${epoch}`));
    expect(lab.getState()).toMatchObject({ playing: false, at: undefined });
    expect(workers).toHaveLength(0);
    // At the end it begins anew.
    lab.play();
    expect(moment(lab)).toBe('1 train 0');
    expect(lab.getState().playing).toBe(true);
  });

  it('goes on from where one looks, follows the timeline, and is held by pause and by steps', async () => {
    const lab = await openLab({ results: stored });
    lab.seek(1000);
    lab.play();
    expect(moment(lab)).toBe('2 train 0');
    lab.seek(0);
    expect(lab.getState().playing).toBe(true);
    play(lab, 7);
    expect(moment(lab)).toBe('1 train 1');
    for (const hold of [lab.pause, lab.step, lab.stepBack, lab.nextPhase, lab.reset, lab.rest]) {
      lab.play();
      expect(lab.getState().playing).toBe(true);
      hold();
      expect(lab.getState().playing).toBe(false);
      const held = moment(lab);
      play(lab, 50);
      expect(moment(lab)).toBe(held);
    }
  });

  it('is faster and slower by steps, within the speeds there are', async () => {
    const lab = await openLab({ results: stored });
    lab.changeSpeed(1);
    expect(lab.getState().speed).toBe(2);
    for (let k = 0; k < 10; k += 1) lab.changeSpeed(1);
    expect(lab.getState().speed).toBe(16);
    for (let k = 0; k < 10; k += 1) lab.changeSpeed(-1);
    expect(lab.getState().speed).toBe(0.25);
  });

  it('trains a run that is not over, and plays it once it is', async () => {
    const lab = await openLab();
    lab.play();
    expect(lab.getState().playing).toBe(false);
    await until(() => own(lab)?.status === 'finished');
    const { length } = workers[0]!.received;
    lab.play();
    expect(moment(lab)).toBe('1 train 0');
    play(lab, 200);
    await soon();
    expect(moment(lab)).toBe('2 train 2');
    expect(workers[0]!.received).toHaveLength(length);
  });

  it('stops for a training that begins, and for another recipe', async () => {
    const lab = await openLab({ results: stored });
    lab.play();
    lab.setRecipe({ seed: 3 });
    expect(lab.getState().playing).toBe(false);
    lab.setRecipe({ seed: 0 });
    lab.play();
    // What is played may leave the screen by itself.
    lab.setState({ stored: {} });
    play(lab, 1);
    expect(lab.getState().playing).toBe(false);
    await lab.open(lab.getState().recipe);
    lab.play();
    expect(lab.getState().playing).toBe(true);
    lab.train();
    expect(lab.getState().playing).toBe(false);
    expect(own(lab)?.status).toBe('loading');
  });
});

/** What holds for every lesson; the numbers in its text are checked in a test beside it. */
import { describe, expect, it } from 'vitest';
import { eventAtPosition, eventPosition } from '../runs/positions.ts';
import { type Recipe, restoreRecipe } from '../runs/recipe.ts';
import { LESSONS } from './catalog.ts';
import { runOf } from './check-claims.ts';
import { agrees } from './checked-run.ts';
import { lessonRecipe, positionOf } from './lesson.ts';

const lessons = await Promise.all(LESSONS.map(({ load }) => load()));

describe('every lesson', () => {
  it('is listed once, with its own title, and has recipes that a link could say', () => {
    expect(lessons.map(({ id }) => id)).toEqual(LESSONS.map(({ id }) => id));
    expect(lessons.map(({ title }) => title)).toEqual(LESSONS.map(({ title }) => title));
    expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length);
    for (const { view } of lessons.flatMap(({ pages }) => pages)) {
      const { version: _, ...settings } = lessonRecipe(view) as Recipe & { version: 1 };
      expect(restoreRecipe(settings).problems).toEqual([]);
    }
  });

  it('shows moments, candidates and passages that its runs have', async () => {
    for (const lesson of lessons) {
      for (const [index, { view, title }] of lesson.pages.entries()) {
        const run = await runOf(lesson, index + 1);
        const position = positionOf(view.at);
        const event = run.events[eventAtPosition(run.events, position)]!;
        if (view.at.step !== 'end') expect(eventPosition(event), title).toBeCloseTo(position, 6);
        else expect(event.kind, title).toMatch(/end|train/);
        if (view.from) expect(positionOf(view.from), title).toBeLessThan(position);
        if (view.candidate) {
          expect('scored' in event && event.scored.map(({ candidate }) => candidate.key), title).toContain(
            view.candidate,
          );
        }
      }
    }
  });

  it('names a moment by the position of its event', () => {
    expect(positionOf({ phase: 3, step: 'train', part: 0.5 })).toBe(2400);
    expect(positionOf({ phase: 1, step: 'start' })).toBe(0);
    expect(positionOf({ phase: 2, step: 'grow' })).toBe(2000);
    expect(positionOf({ phase: 2, step: 'end' })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a claim', () => {
  it('is checked to the last digit that the text gives', () => {
    expect(agrees('0.574', 0.5742)).toBe(true);
    expect(agrees('0.574', 0.5746)).toBe(false);
    expect(agrees('−0.00079', -0.000786)).toBe(true);
    expect(agrees('−0.00079', 0.000786)).toBe(false);
    expect(agrees('54', 53.4)).toBe(false);
    expect(agrees('1,250', 1250)).toBe(true);
  });
});

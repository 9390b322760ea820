/** What a lesson is: pages of text, each beside a view of a run. Entering a page moves the view there. */
import type { DescentEvent } from '../growth/events.ts';
import { eventPosition } from '../runs/positions.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';

export interface Lesson {
  /** Its name in the link. */
  readonly id: string;
  readonly title: string;
  readonly pages: readonly LessonPage[];
}

export interface LessonPage {
  readonly title: string;
  /** Paragraphs. `*word*` is emphasised, `_x_` is a symbol of the paper. */
  readonly text: readonly string[];
  readonly view: LessonView;
}

/** What the Toy page shows beside a page's text. */
export interface LessonView {
  /** Where the run differs from the default. */
  readonly recipe?: Partial<Recipe>;
  /** Where in the run the page looks. */
  readonly at: Moment;
  /** Played from here to `at` when the page is entered; without it the view jumps. */
  readonly from?: Moment;
  /** Playback speed; 1 by default. */
  readonly speed?: number;
  /** The figure that the text speaks of. */
  readonly figure?: FigureName;
  /** Key of the candidate that the figures single out. */
  readonly candidate?: string;
}

/** Figures that a page can emphasise, by the names that a link hides them with. */
export type FigureName = 'fit' | 'network' | 'lineage' | 'phase' | 'importance' | 'integral' | 'loss';

/** A place in a run. */
export interface Moment {
  /** From 1. */
  readonly phase: number;
  /** The end of a sub-step; 'start' is the phase's beginning, 'end' the end of the whole run. */
  readonly step: 'start' | 'train' | 'overgrow' | 'score' | 'select' | 'grow' | 'end';
  /** For training: which part of it is done, 0 to 1. */
  readonly part?: number;
}

/** A moment's position on the timeline; the end of a run lies after everything else. */
export function positionOf({ phase, step, part = 1 }: Moment): number {
  const at = (event: object) => eventPosition({ phase, ...event } as DescentEvent);
  switch (step) {
    case 'start':
      return at({ kind: 'train', step: 0, steps: 1 });
    case 'train':
      return at({ kind: 'train', step: part, steps: 1 });
    case 'overgrow':
      return at({ kind: 'overgrow', iteration: 1, iterations: 1 });
    case 'score':
    case 'select':
      return at({ kind: step });
    case 'grow':
      return at({ kind: 'apply' });
    case 'end':
      return Number.POSITIVE_INFINITY;
  }
}

/**
 * The recipe of a page's run. Lessons compute on the processor, which gives the same bytes everywhere, so the numbers in
 * their texts are those on screen.
 */
export function lessonRecipe({ recipe }: LessonView): Recipe {
  return { ...DEFAULT_RECIPE, engine: 'cpu', ...recipe };
}

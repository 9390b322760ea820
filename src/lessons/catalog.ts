/** Every lesson, in the order the page "Learn" lists them. Their texts are loaded when they are opened. */
import type { Lesson } from './lesson.ts';

export interface LessonEntry {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly summary: string;
  readonly load: () => Promise<Lesson>;
}

export const LESSONS: readonly LessonEntry[] = [
  {
    id: 'stuck',
    title: 'Why a network gets stuck',
    summary: 'One neuron learns all it can, and then every small step makes things worse.',
    load: async () => (await import('./stuck.ts')).STUCK,
  },
  {
    id: 'splitting',
    title: 'Splitting alone is not enough',
    summary: 'Ten neurons that all descend from one stay where it was.',
    load: async () => (await import('./splitting-alone.ts')).SPLITTING_ALONE,
  },
  {
    id: 'fresh',
    title: 'One fresh neuron changes everything',
    summary: 'A single brand-new candidate lets the network leave the place where splits are caught.',
    load: async () => (await import('./one-fresh.ts')).ONE_FRESH,
  },
  {
    id: 'step-size',
    title: 'What the step size does',
    summary: 'Splits gain with its square, fresh neurons in proportion; too large, and promises break.',
    load: async () => (await import('./step-size.ts')).STEP_SIZE,
  },
  {
    id: 'integral',
    title: 'Importance is an integral',
    summary: 'A score is the mean slope on the way from off to on. Three points of it are enough.',
    load: async () => (await import('./integral.ts')).INTEGRAL,
  },
];

/** A lesson's entry, or undefined if there is none with that id. */
export function lessonEntry(id: string | undefined): LessonEntry | undefined {
  return LESSONS.find((lesson) => lesson.id === id);
}

/**
 * The figures of image networks: the paper's Figure 4, and depth, which the paper compares in an appendix that is not available
 * to us, so its protocol is our choice.
 * Page, `npm run figures` and the stored results share this.
 */
import type { ImageExperiment } from './image-experiment.ts';

interface ImageFigureBase {
  /** As in links and file names. */
  readonly id: string;
  readonly title: string;
  /** Short, for menus. */
  readonly label: string;
  /** The question it answers, one sentence. */
  readonly question: string;
  /** 'paper': the paper has this figure; 'our choice': it does not. */
  readonly source: 'paper' | 'our choice';
  readonly preset: string;
  /** Ids of methods, in the order of legends. */
  readonly methods: readonly string[];
}

/** Whole runs of each method. */
export interface ImageRunsFigure extends ImageFigureBase {
  readonly kind: 'runs';
}

/** Single growths of one trained network per seed, timed. */
export interface GrowthTimesFigure extends ImageFigureBase {
  readonly kind: 'growth-times';
}

export type ImageFigure = ImageRunsFigure | GrowthTimesFigure;

/** Repeats of each method in the stored results. */
export const IMAGE_SEEDS: readonly number[] = [0, 1, 2];

export const IMAGE_FIGURES: readonly ImageFigure[] = [
  {
    kind: 'runs',
    id: 'figure4a',
    title: 'Figure 4(a): accuracy against size',
    label: 'Figure 4(a)',
    question: 'Which way of growing gives the best network of a size?',
    source: 'paper',
    preset: 'pocket',
    methods: [
      'firefly',
      'firefly-split',
      'splitting',
      'splitting-fast',
      'net2net',
      'nash',
      'fixed',
      'fixed-cost',
      'full',
    ],
  },
  {
    kind: 'growth-times',
    id: 'figure4b',
    title: 'Figure 4(b): seconds per growth',
    label: 'Figure 4(b)',
    question: 'How long does it take to choose what grows?',
    source: 'paper',
    preset: 'pocket',
    methods: ['firefly', 'firefly-split', 'splitting', 'splitting-fast', 'net2net', 'nash'],
  },
  {
    kind: 'runs',
    id: 'depth',
    title: 'Depth: accuracy against size',
    label: 'Depth',
    question: 'Where should a network become deeper?',
    source: 'paper',
    preset: 'pocket-depth',
    methods: ['firefly', 'nash', 'autogrow', 'net2net', 'fixed'],
  },
];

/** The figure with an id. */
export function imageFigureById(id: string): ImageFigure | undefined {
  return IMAGE_FIGURES.find((figure) => figure.id === id);
}

/** What a method of a figure is asked to do, on some images. */
export function imageFigureRecipe(
  { preset }: ImageRunsFigure,
  method: string,
  images: ImageExperiment['images'],
  seeds: readonly number[] = IMAGE_SEEDS,
): ImageExperiment {
  return { experiment: 'images', preset, method, seeds, images };
}

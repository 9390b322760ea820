/**
 * The figures of the toy: Figure 3 of the paper, and what it does not have. A figure is a set of series; a series is a
 * method under some settings, run for many seeds. Page, command line and stored reference share this.
 */
import { described } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';

export interface Series {
  /** Unique within its figure; as in files. */
  readonly id: string;
  /** What the legend says. */
  readonly label: string;
  readonly method: string;
  /** Settings in which it differs from the default recipe. */
  readonly change: Partial<Recipe>;
}

export interface FigureDefinition {
  /** As in links and file names. */
  readonly id: string;
  readonly title: string;
  /** Short, for the menu. */
  readonly label: string;
  /** The question it answers, one sentence. */
  readonly question: string;
  /** 'paper': the paper has this figure; 'our choice': it does not. */
  readonly source: 'paper' | 'our choice';
  readonly series: readonly Series[];
}

/** Repeats in the paper's figure, and in the stored reference. */
export const REFERENCE_SEEDS = 20;

function methodSeries(id: string): Series {
  return { id, label: described(id).label, method: id, change: {} };
}

/** Firefly, or a variant of it, under several values of one setting. */
function settingSeries(
  key: 'freshCandidates' | 'stepSize' | 'neuronBudget',
  symbol: string,
  values: readonly number[],
  variant?: 'sequential',
) {
  return values.map((value): Series => {
    return {
      id: `${variant ? `${variant}-` : ''}${key}=${value}`,
      label: `${symbol} = ${value}${variant ? `, ${variant}` : ''}`,
      method: variant ?? 'firefly',
      change: { [key]: value },
    };
  });
}

export const FIGURES: readonly FigureDefinition[] = [
  {
    id: '3a',
    title: 'Figure 3(a): ways of growing',
    label: 'Figure 3(a)',
    question: 'Which way of growing gets the loss down?',
    source: 'paper',
    series: ['firefly', 'firefly-split', 'splitting', 'rand-split', 'rand-split-new', 'scratch'].map(methodSeries),
  },
  {
    id: '3b',
    title: 'Figure 3(b): fresh candidates',
    label: 'Figure 3(b)',
    question: 'How many fresh neurons must be tried in each growth?',
    source: 'paper',
    series: settingSeries('freshCandidates', 'm′', [0, 1, 2, 5, 10]),
  },
  {
    id: 'step-size',
    title: 'Step size',
    label: 'Step size',
    question: 'How far may a growth move the function?',
    source: 'our choice',
    series: settingSeries('stepSize', 'ε', [0.005, 0.02, 0.05, 0.2, 1]),
  },
  {
    id: 'budget',
    title: 'Neuron budget per phase',
    label: 'Neuron budget',
    question: 'Is it better to grow by one neuron at a time or by several?',
    source: 'our choice',
    series: [
      ...settingSeries('neuronBudget', 'η', [1, 2, 3, 5]),
      // At a budget of one it is Firefly.
      ...settingSeries('neuronBudget', 'η', [3, 5], 'sequential'),
    ],
  },
  {
    id: 'beyond',
    title: 'Methods beyond the paper',
    label: 'Beyond the paper',
    question: 'What have other ways of growing to add?',
    source: 'our choice',
    series: ['firefly', 'splitting', 'signed-splitting', 'gradmax', 'tiny'].map(methodSeries),
  },
];

/** The figure with an id, or the first. */
export function figureById(id: string | undefined): FigureDefinition {
  return FIGURES.find((figure) => figure.id === id) ?? FIGURES[0]!;
}

/** The recipe of one run of a series. */
export function seriesRecipe(series: Series, seed: number): Recipe {
  return { ...DEFAULT_RECIPE, ...series.change, method: series.method, seed, engine: 'auto' };
}

/** One run of a figure. */
export interface FigureJob {
  /** The series' id. */
  readonly series: string;
  readonly seed: number;
  readonly recipe: Recipe;
}

/** Every run of a figure for seeds 0 ... seeds - 1: seed by seed, so that all series grow evenly. */
export function figureJobs({ series }: FigureDefinition, seeds: number): FigureJob[] {
  return Array.from({ length: seeds }, (_, seed) =>
    series.map((own): FigureJob => ({ series: own.id, seed, recipe: seriesRecipe(own, seed) })),
  ).flat();
}

/**
 * Every setting of a toy recipe: its range, its default, and whether the default is the paper's or our choice. The page's
 * controls, the link, the command line and the restore of files all read this table, so a setting exists in one place.
 */

import { ENGINE_PREFERENCES } from '../compute/report.ts';
import { SCORE_RULES } from '../growth/importance.ts';
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { TARGETS } from '../tasks/targets.ts';

/** Who says so: the paper's main text, or we (its appendix with the toy's details is not available). */
export type Source = 'paper' | 'our choice';

interface SettingBase {
  readonly label: string;
  /** The paper's symbol, if it has one. */
  readonly symbol?: string;
  readonly source: Source;
  /** One sentence for people. */
  readonly help: string;
}

export interface NumberSetting extends SettingBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  /** Step of the control; integers when 1. */
  readonly step: number;
  readonly integer: boolean;
  readonly initial: number;
  /** Sliders of these move by factors. */
  readonly logarithmic?: boolean;
}

export interface ChoiceSetting extends SettingBase {
  readonly kind: 'choice';
  /** Options with the same group stand together under its name. */
  readonly options: readonly { readonly value: string; readonly label: string; readonly group?: string }[];
  readonly initial: string;
}

export type Setting = NumberSetting | ChoiceSetting;

function whole(
  label: string,
  [min, initial, max]: readonly [number, number, number],
  source: Source,
  help: string,
  more: Partial<NumberSetting> = {},
): NumberSetting {
  return { kind: 'number', label, min, max, step: 1, integer: true, initial, source, help, ...more };
}

function real(
  label: string,
  [min, initial, max]: readonly [number, number, number],
  step: number,
  source: Source,
  help: string,
  more: Partial<NumberSetting> = {},
): NumberSetting {
  return { kind: 'number', label, min, max, step, integer: false, initial, source, help, ...more };
}

/** The paper's methods and those that it does not compare with, as menus and the command line head them. */
const METHOD_GROUPS = { paper: 'In the paper', beyond: 'Beyond the paper' } as const;

export const SETTINGS = {
  method: {
    kind: 'choice',
    label: 'Method',
    options: METHOD_CATALOGUE.map(({ id, label, source }) => ({ value: id, label, group: METHOD_GROUPS[source] })),
    initial: 'firefly',
    source: 'paper',
    help: 'How the network grows.',
  },
  seed: whole('Seed', [0, 4, 4_294_967_295], 'our choice', 'Decides the target, the start and every draw.'),
  target: {
    kind: 'choice',
    label: 'Target',
    options: TARGETS.map(({ id, label }) => ({ value: id, label })),
    initial: 'teacher',
    source: 'paper',
    help: 'What is learnt. The paper has the random teacher; the other curves are our choice.',
  },
  freshCandidates: whole('Fresh candidates', [0, 5, 50], 'paper', 'Brand-new neurons tried in each growth.', {
    symbol: "m'",
  }),
  stepSize: real('Step size', [0.001, 0.05, 1], 0.005, 'our choice', 'How far a growth may move the function.', {
    symbol: 'ε',
    logarithmic: true,
  }),
  neuronBudget: whole('Neuron budget', [1, 1, 10], 'our choice', 'Neurons added per growth, at most.', { symbol: 'η' }),
  stepsPerPhase: whole('Steps per phase', [1, 1500, 20_000], 'our choice', 'Training steps between two growths.', {
    logarithmic: true,
  }),
  quadraturePoints: whole('Quadrature points', [1, 3, 50], 'paper', 'Nodes of the integral that gives a score.', {
    symbol: 'n',
  }),
  scoreRule: {
    kind: 'choice',
    label: 'Score rule',
    options: SCORE_RULES.map((value) => ({
      value,
      label: { integral: 'Integral (eq. 5)', 'leave-one-out': 'Leave one out', 'end-point': 'End point' }[value],
    })),
    initial: 'integral',
    source: 'paper',
    help: 'The integral of eq. 5; its exact value; or the one slope that the official code takes.',
  },
  directionSteps: whole(
    'Direction steps',
    [0, 60, 1000],
    'our choice',
    'Gradient steps that tune the candidates (eq. 4).',
  ),
  learningRate: real(
    'Learning rate',
    [0.0001, 0.02, 1],
    0.001,
    'our choice',
    'Adam; falls to 0 in each phase as a cosine.',
    {
      logarithmic: true,
    },
  ),
  scratchSteps: {
    kind: 'choice',
    label: 'Scratch trains each width for',
    options: [
      { value: 'phase', label: 'One phase' },
      { value: 'cumulative', label: 'All phases so far' },
    ],
    initial: 'phase',
    source: 'our choice',
    help: 'Steps per width of Scratch: those of one phase, or cumulative steps, all that a grown network has had by then.',
  },
  maxNeurons: whole('Neurons at the end', [1, 10, 32], 'paper', 'Growth stops at this width.'),
  truthNeurons: whole(
    'Neurons of the target',
    [1, 15, 200],
    'our choice',
    'Size of the random network that draws the target.',
  ),
  truthVariance: real(
    'Variance of the target',
    [0.01, 3, 100],
    0.1,
    'our choice',
    "Variance of the target network's parameters.",
    {
      logarithmic: true,
    },
  ),
  points: whole('Points', [2, 1000, 20_000], 'paper', 'Points drawn from the target.', { logarithmic: true }),
  engine: {
    kind: 'choice',
    label: 'Engine',
    options: ENGINE_PREFERENCES.map((value) => ({
      value,
      label: { auto: 'Automatic', webgpu: 'WebGPU', cpu: 'Processor' }[value],
    })),
    initial: 'auto',
    source: 'our choice',
    help: 'What computes: the graphics card (WebGPU) or the processor (WebAssembly SIMD).',
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** What reading a setting gave: a value that is always usable, and what was wrong with the input, if anything was. */
export interface Reading<T> {
  readonly value: T;
  readonly problem?: string;
}

/** What was read, as a sentence may show it: short, and without asking an object from outside to describe itself. */
function quote(raw: unknown): string {
  const text = Object(raw) === raw ? typeof raw : String(raw);
  return `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
}

/**
 * Reads a number from outside. Out of range: the nearest allowed number; not a number: the default; each with a sentence.
 * @param raw text or a number
 */
export function readNumber(
  setting: Pick<NumberSetting, 'label' | 'min' | 'max' | 'initial' | 'integer'>,
  raw: unknown,
): Reading<number> {
  const { label, min, max, initial, integer } = setting;
  const text = typeof raw === 'string' ? raw.trim() : raw;
  const value = typeof text === 'number' ? text : typeof text === 'string' && text !== '' ? Number(text) : NaN;
  if (!Number.isFinite(value)) {
    return { value: initial, problem: `${label} must be a number, not ${quote(raw)}; ${initial} is used.` };
  }
  const rounded = (integer ? Math.round(value) : value) + 0; // + 0: never -0
  const clamped = Math.min(max, Math.max(min, rounded));
  if (clamped !== rounded) {
    return { value: clamped, problem: `${label} goes from ${min} to ${max}; ${value} became ${clamped}.` };
  }
  if (rounded !== value) {
    return { value: rounded, problem: `${label} is a whole number; ${value} became ${rounded}.` };
  }
  return { value: clamped };
}

/** Reads what a visitor typed into the field of a number: what is no number leaves the value that it had. */
export function readTyped(
  setting: Pick<NumberSetting, 'label' | 'min' | 'max' | 'integer'>,
  typed: string,
  current: number,
): Reading<number> {
  const { value, problem } = readNumber({ ...setting, initial: current }, typed);
  return problem ? { value, problem: problem.replace(`${current} is used`, `${current} stays`) } : { value };
}

/** Reads one of a setting's options from outside; anything else gives the default and a sentence. */
export function readChoice(setting: ChoiceSetting, raw: unknown): Reading<string> {
  const { label, options, initial } = setting;
  if (options.some(({ value }) => value === raw)) return { value: raw as string };
  const known = options.map(({ value }) => value).join(', ');
  return {
    value: initial,
    problem: `${label} cannot be ${quote(raw)} (it is one of ${known}); ${initial} is used.`,
  };
}

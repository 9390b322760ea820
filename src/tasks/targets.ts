/**
 * What a network can be asked to learn without bringing data: the paper's random teacher, and a few closed forms with one
 * difficulty each. The closed forms are our choice (the paper has only the teacher). They use only arithmetic that is
 * exact everywhere (random/exact-math.ts), so a recipe gives the same points in every browser and in Node.
 */
import { exp, sin } from '../random/exact-math.ts';
import { type CurvePoint, curveFunction } from './curve.ts';
import { INPUT_RANGE, identityScale, standardDeviation, type Task, taskInRange } from './task.ts';
import { drawInputs, type TeacherSettings, teacherFunction, teacherTask } from './teacher.ts';

const TWO_PI = 6.283185307179586;

/** A closed form on [-5, 5]. */
type ClosedForm = (x: number) => number;

const CLOSED_FORMS = {
  /** sin(2 pi x / 5): two periods. */
  sine: (x) => sin((TWO_PI * x) / 5),
  /** sin(2 pi (u / 2 + 5 u^2 / 2)) with u = (x + 5) / 10: three periods that become ever shorter. */
  chirp: (x) => {
    const u = (x + INPUT_RANGE) / (2 * INPUT_RANGE);
    return sin(TWO_PI * (0.5 * u + 2.5 * u * u));
  },
  /** Rises from -1 to 1 and jumps back, four times. */
  sawtooth: (x) => {
    const u = x / 2.5;
    return 2 * (u - Math.floor(u)) - 1;
  },
  /** -1 left of 0, then 1. */
  step: (x) => (x < 0 ? -1 : 1),
  /** e^(-2 (x + 2)^2) + 0.7 e^(-(x - 2)^2 / 2): exactly the sum of two RBF neurons. */
  'two-bumps': (x) => exp(-2 * (x + 2) * (x + 2)) + 0.7 * exp(-0.5 * (x - 2) * (x - 2)),
} as const satisfies Record<string, ClosedForm>;

/** Every target that a recipe can name; the first is the default, the paper's. */
export const TARGETS = [
  { id: 'teacher', label: 'RBF teacher', about: 'a random network of bumps, drawn from the seed' },
  { id: 'sine', label: 'Sine', about: 'two periods of a sine' },
  { id: 'chirp', label: 'Chirp', about: 'a sine that becomes ever faster' },
  { id: 'sawtooth', label: 'Sawtooth', about: 'four teeth, each with a jump' },
  { id: 'step', label: 'Step', about: 'one jump between two levels' },
  { id: 'two-bumps', label: 'Two bumps', about: 'the sum of exactly two neurons' },
] as const;

export interface TargetSettings extends TeacherSettings {
  /** One of TARGETS; anything else is the teacher. */
  readonly target: string;
}

/** The function that a target is, on [-5, 5], in units of its own. */
export function targetFunction(settings: Omit<TargetSettings, 'points'>): (x: number) => number {
  return Object.hasOwn(CLOSED_FORMS, settings.target)
    ? CLOSED_FORMS[settings.target as keyof typeof CLOSED_FORMS]
    : teacherFunction(settings);
}

/** A target of a seed, sampled at uniform random x in [-5, 5]: the same x for every target. */
export function targetTask(settings: TargetSettings): Task {
  if (!Object.hasOwn(CLOSED_FORMS, settings.target)) return teacherTask(settings);
  return sampledTask(targetFunction(settings), settings);
}

/** A drawn curve, sampled like a target. */
export function curveTask(curve: readonly CurvePoint[], settings: Pick<TargetSettings, 'seed' | 'points'>): Task {
  return sampledTask(curveFunction(curve), settings);
}

function sampledTask(value: (x: number) => number, settings: Pick<TargetSettings, 'seed' | 'points'>): Task {
  const x = drawInputs(settings);
  const y = x.map((at) => value(at));
  // Few points may all have the same y (a step seen on one side): they are left as they are then.
  return taskInRange(x, y, identityScale, standardDeviation(y) || 1);
}

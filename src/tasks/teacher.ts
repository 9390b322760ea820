/**
 * The paper's toy: 1,000 points of a random two-layer RBF network, the teacher.
 *
 * Reconstruction: the appendix with the details is not available, so size, distribution and range are our choice, after the
 * toy of the splitting paper.
 */
import { type Network, predict } from '../networks/network.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { openStream } from '../random/stream.ts';
import { INPUT_RANGE, type Task, taskFromPoints } from './task.ts';

export interface TeacherSettings {
  readonly seed: number;
  /** Neurons of the teacher. */
  readonly truthNeurons: number;
  /** Variance of the normal distribution its a, b and w are drawn from. */
  readonly truthVariance: number;
  readonly points: number;
}

/** The teacher of a seed, as a function. */
export function teacherFunction({
  seed,
  truthNeurons,
  truthVariance,
}: Omit<TeacherSettings, 'points'>): (x: number) => number {
  const teacher = randomNetwork(seed, 'teacher', truthNeurons, truthVariance);
  return (x) => predict(teacher, [x]);
}

/** x of a seed's points, uniform in [-5, 5]: the same for every target. */
export function drawInputs({ seed, points }: Pick<TeacherSettings, 'seed' | 'points'>): Float64Array {
  const stream = openStream(seed, 'inputs');
  return Float64Array.from({ length: points }, () => stream.between(-INPUT_RANGE, INPUT_RANGE));
}

/** The teacher of a seed, sampled at uniform random x in [-5, 5]. */
export function teacherTask(settings: TeacherSettings): Task {
  const value = teacherFunction(settings);
  const x = drawInputs(settings);
  return taskFromPoints(
    x,
    x.map((at) => value(at)),
  );
}

/**
 * The student before its first step: `neurons` neurons with a, b, w ~ N(0, 1) (our choice). The same for every method of
 * a seed, so that methods are compared from the same start.
 */
export function startingNetwork(seed: number, neurons = 1): Network {
  return randomNetwork(seed, 'student', neurons, 1);
}

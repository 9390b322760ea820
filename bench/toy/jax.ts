/** jax-js: one jitted function per step, everything (also Adam's running products) stays on the device. */
import { type Device, defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { ADAM } from '../../src/compute/engine.ts';
import type { Contestant } from './contestant.ts';
import { columns, NEURONS, POINTS, RATE } from './problem.ts';

type Parameters = { a: np.Array; b: np.Array; w: np.Array };
type State = { p: Parameters; m: Parameters; v: Parameters; t1: np.Array; t2: np.Array };

const KEYS = ['a', 'b', 'w'] as const;

export async function jaxContestant(device: Device): Promise<Contestant> {
  const devices = await init(device);
  if (!devices.includes(device)) throw new Error(`jax-js has no ${device} here.`);
  return {
    name: `jax-js jit, ${device}`,
    async open(problem) {
      defaultDevice(device);
      const networks = problem.networks.length;
      const x = np.array(new Float32Array(problem.data.inputs)).reshape([1, POINTS, 1]);
      const y = np.array(new Float32Array(problem.data.targets)).reshape([1, POINTS]);

      const lossOf = (p: Parameters, x: np.Array, y: np.Array): np.Array => {
        const u = p.a.mul(x).add(p.b);
        const f = np.exp(np.square(u).mul(-0.5)).mul(p.w).sum(2);
        // The sum over networks of each one's mean: its gradient is every network's own.
        return np
          .square(f.sub(y))
          .sum()
          .mul(1 / POINTS);
      };
      const step = jit((state: State, x: np.Array, y: np.Array): { state: State; loss: np.Array } => {
        const { p, m, v } = state;
        const [loss, g] = valueAndGrad(lossOf)({ a: p.a.ref, b: p.b.ref, w: p.w.ref }, x, y) as [np.Array, Parameters];
        const t1 = state.t1.mul(ADAM.beta1);
        const t2 = state.t2.mul(ADAM.beta2);
        const c1 = t1.ref.mul(-1).add(1);
        const c2 = t2.ref.mul(-1).add(1);
        const next: State = { p: { ...p }, m: { ...m }, v: { ...v }, t1, t2 };
        for (const key of KEYS) {
          const first = m[key].mul(ADAM.beta1).add(g[key].ref.mul(1 - ADAM.beta1));
          const second = v[key].mul(ADAM.beta2).add(np.square(g[key]).mul(1 - ADAM.beta2));
          const root = np.sqrt(second.ref.div(c2.ref)).add(ADAM.epsilon);
          next.p[key] = p[key].sub(first.ref.div(c1.ref).mul(RATE).div(root));
          next.m[key] = first;
          next.v[key] = second;
        }
        c1.dispose();
        c2.dispose();
        return { state: next, loss };
      });

      const start = columns(problem);
      const shaped = (values: Float32Array<ArrayBuffer>) => np.array(values).reshape([networks, 1, NEURONS]);
      const zeros = (): Parameters => {
        const zero = () => np.zeros([networks, 1, NEURONS]);
        return { a: zero(), b: zero(), w: zero() };
      };
      let state: State = {
        p: { a: shaped(start.a), b: shaped(start.b), w: shaped(start.w) },
        m: zeros(),
        v: zeros(),
        t1: np.array([1]).reshape([1, 1, 1]),
        t2: np.array([1]).reshape([1, 1, 1]),
      };
      return {
        async train(steps) {
          let loss: np.Array | undefined;
          for (let k = 0; k < steps; k += 1) {
            loss?.dispose();
            ({ state, loss } = step(state, x.ref, y.ref) as { state: State; loss: np.Array });
          }
          const [value] = await loss!.data();
          return value! / networks;
        },
        dispose() {
          step.dispose();
        },
      };
    },
  };
}

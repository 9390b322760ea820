/** Stock tfjs: its own ops, automatic differentiation and Adam, on one of its backends. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { ADAM } from '../../src/compute/engine.ts';
import type { Contestant } from './contestant.ts';
import { columns, NEURONS, POINTS, RATE } from './problem.ts';

export async function tfjsContestant(backend: 'webgpu' | 'wasm' | 'cpu'): Promise<Contestant> {
  // One thread, like everyone else here; tfjs still wants an address for each of its builds.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const builds = ['', '-simd', '-threaded-simd'].map((build) => [`tfjs-backend-wasm${build}.wasm`, simdWasm]);
  setWasmPaths(Object.fromEntries(builds));
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no ${backend} here.`);
  return {
    name: `tfjs, ${backend}`,
    async open(problem) {
      await tf.setBackend(backend);
      const networks = problem.networks.length;
      const start = columns(problem);
      const variable = (values: Float32Array) => tf.variable(tf.tensor(values, [networks, 1, NEURONS]));
      const a = variable(start.a);
      const b = variable(start.b);
      const w = variable(start.w);
      const x = tf.tensor(problem.data.inputs, [1, POINTS, 1]);
      const y = tf.tensor(problem.data.targets, [1, POINTS]);
      const lossOf = () => {
        const u = tf.add(tf.mul(a, x), b);
        const f = tf.sum(tf.mul(tf.exp(tf.mul(tf.square(u), -0.5)), w), 2);
        return tf.mul(tf.sum(tf.square(tf.sub(f, y))), 1 / POINTS) as tf.Scalar;
      };
      const adam = tf.train.adam(RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
      return {
        async train(steps) {
          await tf.setBackend(backend);
          for (let k = 1; k < steps; k += 1) adam.minimize(lossOf, false, [a, b, w]);
          const loss = adam.minimize(lossOf, true, [a, b, w])!;
          const [value] = await loss.data();
          loss.dispose();
          return value! / networks;
        },
        dispose() {
          adam.dispose();
          tf.dispose([a, b, w, x, y]);
        },
      };
    },
  };
}

/** jax-js: the whole training step in one jit, its own layout (channels before rows), state kept on the device. */
import { type Device, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { NORM_EPSILON } from '../../src/compute/tfjs/ops.ts';
import { DESCENT } from '../../src/compute/tfjs/trainer.ts';
import type { Contestant } from './contestant.ts';
import { CLASSES, type ImagesProblem, RATE, SIZE } from './problem.ts';

type Arrays = Record<string, np.Array>;

/** Mean cross entropy of a batch; x [B, 3, H, W], y one-hot. */
function lossFunction({ net, batch }: ImagesProblem) {
  return (p: Arrays, x: np.Array, y: np.Array): np.Array => {
    let h = x;
    let count = 0;
    for (const layer of net.layers) {
      if (layer === 'pool') {
        const [images, channels, height, width] = h.shape as [number, number, number, number];
        h = np.max(h.reshape([images, channels, height / 2, 2, width / 2, 2]), [3, 5]);
        continue;
      }
      count += 1;
      h = lax.conv(h, p[`conv${count}.filters`]!, [1, 1], 'SAME');
      const d = h.ref.sub(np.mean(h, [0, 2, 3], { keepdims: true }));
      const variance = np.mean(np.square(d.ref), [0, 2, 3], { keepdims: true });
      const scale = p[`conv${count}.gamma`]!.div(np.sqrt(variance.add(NORM_EPSILON)));
      h = nn.relu(d.mul(scale).add(p[`conv${count}.beta`]!));
    }
    const logits = np.matmul(np.mean(h, [2, 3]), p['head.filters']!).add(p['head.bias']!);
    return nn
      .logSoftmax(logits)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  };
}

/** A parameter in jax-js's layout. */
function layOut(name: string, shape: readonly number[], data: Float32Array): np.Array {
  const values = np.array(new Float32Array(data));
  if (name === 'head.filters') return values.reshape([shape[0]!, shape[3]!]).transpose([1, 0]);
  if (name === 'head.bias') return values;
  if (shape.length === 4) return values.reshape([...shape]).transpose([0, 3, 1, 2]);
  return values.reshape([1, shape[0]!, 1, 1]);
}

export async function jaxContestant(device: Device): Promise<Contestant> {
  const devices = await init(device);
  if (!devices.includes(device)) throw new Error(`jax-js has no ${device} here.`);
  return {
    name: `jax-js jit, ${device}`,
    async open(problem) {
      defaultDevice(device);
      const { batch, images, labels, start } = problem;
      const lossOf = lossFunction(problem);
      const step = jit((p: Arrays, v: Arrays, x: np.Array, y: np.Array): { p: Arrays; v: Arrays; loss: np.Array } => {
        const given = Object.fromEntries(Object.entries(p).map(([name, value]) => [name, value.ref]));
        const [loss, g] = valueAndGrad(lossOf)(given, x, y) as [np.Array, Arrays];
        const next = { p: {} as Arrays, v: {} as Arrays };
        for (const name of Object.keys(p)) {
          const d = g[name]!.add(p[name]!.ref.mul(DESCENT.weightDecay));
          const velocity = v[name]!.mul(DESCENT.momentum).add(d.ref);
          next.v[name] = velocity.ref;
          next.p[name] = p[name]!.sub(d.add(velocity.mul(DESCENT.momentum)).mul(RATE));
        }
        return { ...next, loss };
      });
      const x = np.array(images).reshape([batch, SIZE, SIZE, 3]).transpose([0, 3, 1, 2]);
      const chosen = new Float32Array(batch * CLASSES);
      for (const [n, label] of labels.entries()) chosen[n * CLASSES + label] = 1;
      const y = np.array(chosen).reshape([batch, CLASSES]);
      let p: Arrays = {};
      let v: Arrays = {};
      for (const [name, { shape, data }] of Object.entries(start.parameters)) {
        p[name] = layOut(name, shape, data);
        v[name] = np.zerosLike(p[name]!.ref);
      }
      return {
        async train(steps) {
          let loss: np.Array | undefined;
          for (let k = 0; k < steps; k += 1) {
            loss?.dispose();
            ({ p, v, loss } = step(p, v, x.ref, y.ref) as { p: Arrays; v: Arrays; loss: np.Array });
          }
          const [value] = await loss!.data();
          return value!;
        },
        dispose() {
          step.dispose();
        },
      };
    },
  };
}

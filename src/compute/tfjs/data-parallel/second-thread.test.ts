/** Each of the two threads by itself: what the first one orders, and what the second one leaves behind. */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { residualNet } from '../../../networks/architectures.ts';
import { initialise } from '../../../networks/tensors.ts';
import { openStream } from '../../../random/stream.ts';
import type { ImageBatch } from '../../image-engine.ts';
import { kernelOps } from '../kernel-ops.ts';
import type { BatchShare } from '../trainer.ts';
import { openWasmBackend } from '../wasm/wasm-backend.ts';
import { connectSecondThread, type SecondThreadOrder } from './second-thread.ts';
import { createSecondThreadHost } from './second-thread-host.ts';
import { SharedExchange, ThreadLostError } from './shared-exchange.ts';

const SIDE = 4;
const NETWORK = initialise(residualNet({ stages: [3], blocks: 1, classes: 2, side: SIDE }), 1);
const SETTINGS = { rate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0 };
const PIXELS = SIDE * SIDE * 3;

function drawBatch(count: number): ImageBatch {
  const stream = openStream(count, 'images');
  return {
    images: Float32Array.from({ length: count * PIXELS }, () => stream.normal()),
    labels: Int32Array.from({ length: count }, (_, k) => k % 2),
  };
}

describe('the first thread', () => {
  const connect = () => {
    const orders: SecondThreadOrder[] = [];
    const exchange = new SharedExchange(SharedExchange.allocate(), 0);
    const second = connectSecondThread((order) => orders.push(order), exchange);
    return { orders, exchange, training: second.openTraining(NETWORK, {}) };
  };

  it.each([
    [1, 1, 1],
    [2, 1, 1],
    [3, 2, 1],
    [6, 3, 3],
  ])(
    'of %i images takes the first %i and gives the other %i away; one alone is computed by both',
    (count, own, other) => {
      const { orders, training } = connect();
      const batch = drawBatch(count);
      const compute = (taken: ImageBatch, share?: BatchShare) => ({ taken, shared: share?.images });
      const { taken, shared } = training.step(batch, SETTINGS, compute);
      expect(shared).toBe(count === 1 ? undefined : count);
      expect(taken.labels).toEqual(batch.labels.slice(0, own));
      expect(taken.images).toEqual(batch.images.slice(0, own * PIXELS));
      const [, order] = orders;
      if (order?.kind !== 'step') throw new Error('No step is ordered.');
      expect([order.images, order.settings]).toEqual([count, SETTINGS]);
      expect(order.batch.labels).toEqual(batch.labels.slice(count - other));
      expect(order.batch.images).toEqual(batch.images.slice((count - other) * PIXELS));
    },
  );

  it('has the second one close each training by its number', () => {
    const { orders, training } = connect();
    training.close();
    expect(orders.map(({ kind, training }) => [kind, training])).toEqual([
      ['open', 1],
      ['close', 1],
    ]);
  });

  it('orders and computes nothing more once either has failed', () => {
    const { orders, exchange, training } = connect();
    exchange.fail('It broke.');
    const compute = () => {
      throw new Error('It was computed.');
    };
    expect(() => training.step(drawBatch(4), SETTINGS, compute)).toThrow(ThreadLostError);
    expect(() => training.compare([])).toThrow(ThreadLostError);
    expect(orders.map(({ kind }) => kind)).toEqual(['open']);
  });
});

describe('the second thread', () => {
  beforeAll(() =>
    openWasmBackend(
      fileURLToPath(new URL('../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)),
    ),
  );

  /** The other thread gives the same numbers. */
  const mirror = () => {
    const failures: string[] = [];
    const exchange = {
      gather<T extends Float32Array>(own: readonly T[]): readonly [T, T] {
        const View = own[0]!.constructor as new (numbers: readonly number[]) => T;
        const numbers = new View(own.flatMap((part) => [...part]));
        return [numbers, numbers];
      },
      fail: (message: string) => failures.push(message),
    } as unknown as SharedExchange;
    return { exchange, failures };
  };

  it('holds as much after any number of steps as after none, and nothing after the end', () => {
    const { exchange, failures } = mirror();
    const obey = createSecondThreadHost(kernelOps, exchange);
    const held = () => [tf.memory().numTensors, tf.memory().numBytes];
    const before = held();
    obey({ kind: 'open', training: 1, network: NETWORK, momentum: {} });
    const opened = held();
    expect(opened[0]).toBeGreaterThan(before[0]!);
    const whole = drawBatch(1);
    const half = drawBatch(3);
    for (const [batch, images] of [
      [whole, 1],
      [half, 6],
      [half, 6],
    ] as const) {
      obey({ kind: 'step', training: 1, batch, images, settings: SETTINGS });
      expect(held()).toEqual(opened);
    }
    obey({ kind: 'compare', training: 1 });
    obey({ kind: 'close', training: 1 });
    expect(held()).toEqual(before);
    expect(failures).toEqual([]);
  });

  it('tells of its first failure and obeys no more', () => {
    const { exchange, failures } = mirror();
    const obey = createSecondThreadHost(kernelOps, exchange);
    obey({ kind: 'compare', training: 7 });
    obey({ kind: 'compare', training: 7 });
    const before = tf.memory().numTensors;
    obey({ kind: 'open', training: 1, network: NETWORK, momentum: {} });
    expect(tf.memory().numTensors).toBe(before);
    expect(failures.length).toBe(1);
  });
});

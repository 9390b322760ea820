import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vgg } from '../../networks/architectures.ts';
import { initialise } from '../../networks/tensors.ts';
import { readKernels, readOrigins, recordChannels, writeOrigins } from './channel-record.ts';

const phase = fc.integer({ min: 1, max: 1000 });
const origin = fc.oneof(
  fc.constant({ kind: 'initial' } as const),
  phase.map((at) => ({ kind: 'fresh', phase: at }) as const),
  fc.tuple(phase, fc.nat(1000)).map(([at, parent]) => ({ kind: 'split', phase: at, parent }) as const),
);

describe('a record of channels', () => {
  it('says origins that can be read back', () => {
    fc.assert(
      fc.property(fc.array(origin), (origins) => {
        expect(readOrigins(writeOrigins(origins.map((own) => ({ origin: own }))))).toEqual(origins);
      }),
    );
  });

  it('refuses text that says none', () => {
    for (const text of ['x', 'i  i', 's1', 'f', 'f-1', 's1.2.3', 'i i2'])
      expect(() => readOrigins(text)).toThrow(RangeError);
  });

  it('holds each filter of the image in colour, the mean of others, to 1/254 of the largest', () => {
    const network = initialise(vgg({ depth: 11, width: 3, classes: 10 }), 5);
    const [first, second] = recordChannels(network);
    const colours = network.tensors['conv1.filters']!;
    const largest = Math.max(...colours.map(Math.abs));
    const found = readKernels(first!);
    expect(found.length).toBe(3);
    for (const [channel, kernel] of found.entries()) {
      for (const [k, value] of kernel.entries()) {
        expect(Math.abs(value - colours[channel * 27 + k]! / largest)).toBeLessThan(1 / 253);
      }
    }
    const filters = network.tensors['conv2.filters']!;
    const mean = (channel: number, tap: number) =>
      [0, 1, 2].reduce((sum, input) => sum + filters[(channel * 9 + tap) * 3 + input]! / 3, 0);
    const all = Array.from({ length: 27 }, (_, at) => mean(Math.floor(at / 9), at % 9));
    const most = Math.max(...all.map(Math.abs));
    const flat = readKernels(second!).flatMap((kernel) => [...kernel]);
    for (const [at, value] of flat.entries()) expect(Math.abs(value - all[at]! / most)).toBeLessThan(1 / 253);
  });

  it('refuses kernels that are damaged', () => {
    expect(() => readKernels({ kernels: '!', kernelSize: 9 })).toThrow(RangeError);
    expect(() => readKernels({ kernels: btoa('12345'), kernelSize: 9 })).toThrow(RangeError);
  });
});

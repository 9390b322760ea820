import { describe, expect, it } from 'vitest';
import { vgg } from '../../networks/architectures.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { channelFacts, groupLabel, mapSides, residualGroups, stackLayers } from './stack-layers.ts';

const base: ImagePhase = {
  parameters: 1,
  multiplyAdds: 1,
  widths: [2],
  epochLosses: [1],
  trainLoss: 1,
  validationAccuracy: 0.5,
  testAccuracy: 0.5,
  predictions: [],
  channels: [],
  scores: [],
  trainSeconds: 1,
  growSeconds: 0,
};
const kernels = (bytes: readonly number[]) => btoa(String.fromCharCode(...bytes.map((byte) => byte & 0xff)));
const first: ImagePhase = {
  ...base,
  channels: [{ group: 'conv1', origins: 'i i', kernels: kernels([127, 0]), kernelSize: 1 }],
};
const second: ImagePhase = {
  ...base,
  widths: [5],
  channels: [{ group: 'conv1', origins: 'i i f2 s2.1 f2', kernels: kernels([127, 0, -64, 64, 1]), kernelSize: 1 }],
  scores: [{ group: 'conv1', splits: [0.2, -0.3], fresh: [-0.1, 0.4, -0.5], keptSplits: [1], keptFresh: [0, 2] }],
};

describe('channels as they are drawn', () => {
  it('have the predicted change that they were chosen for: the largest drop came first', () => {
    const facts = channelFacts(second.channels[0]!, [first, second]);
    expect(facts.map(({ predictedChange }) => predictedChange)).toEqual([undefined, undefined, -0.5, -0.3, -0.1]);
    expect(facts.map(({ size }) => Math.round(size * 127))).toEqual([127, 0, 64, 64, 1]);
  });

  it('have none where more arrived than was scored', () => {
    const other = { ...second, channels: [{ ...second.channels[0]!, origins: 'i i f2 f2 f2' }] };
    const facts = channelFacts(other.channels[0]!, [first, other]);
    expect(facts.map(({ predictedChange }) => predictedChange)).toEqual([undefined, undefined, -0.5, undefined, -0.1]);
    const fewer = {
      ...second,
      channels: [{ ...second.channels[0]!, origins: 'i i f2 f2', kernels: '', kernelSize: 0 }],
    };
    expect(
      channelFacts(fewer.channels[0]!, [first, fewer]).every(({ predictedChange }) => predictedChange === undefined),
    ).toBe(true);
  });

  it('are stronger the more they promised', () => {
    const shown = { description: vgg({ depth: 11, width: 2, classes: 10 }), phases: [first, second], shown: 1 };
    const [layer] = stackLayers(shown, 'change').layers;
    const strengths = layer!.cells.map(({ strength }) => strength);
    expect(strengths[2]).toBe(1);
    expect(strengths[2]! > strengths[3]! && strengths[3]! > strengths[4]! && strengths[4]! > 0).toBe(true);
    expect(layer).toMatchObject({ label: 'conv 1', side: 32, residual: false, candidates: [] });
  });

  it('have candidates above them: kept ones first once they are chosen', () => {
    const description = vgg({ depth: 11, width: 2, classes: 10 });
    const growing = { scores: second.scores, freshPerGroup: 3, splits: true } as const;
    const of = (stage: 'overgrow' | 'score' | 'select', scores = growing.scores as typeof growing.scores | undefined) =>
      stackLayers({ description, phases: [first], shown: 0, growing: { ...growing, scores, stage } }, 'filter')
        .layers[0]!.candidates;
    expect(of('overgrow', undefined)).toHaveLength(5);
    expect(of('score').every(({ kept }) => kept === undefined)).toBe(true);
    expect(of('select').map(({ kept }) => kept)).toEqual([true, true, true, false, false]);
  });
});

describe('groups', () => {
  it('have the size of their maps, also in slots that were renewed', () => {
    const description = vgg({ depth: 11, width: 2, classes: 10, slots: true });
    const side = mapSides(description);
    expect(['conv1', 'slot1', 'conv2', 'conv3', 'conv4', 'conv8', 'slot4', 'slot4-2'].map(side)).toEqual([
      32, 16, 16, 8, 8, 2, 4, 4,
    ]);
    const residual = residualGroups(description);
    expect(['conv1', 'slot4', 'slot4-2'].map(residual)).toEqual([false, true, true]);
  });

  it('have names for people', () => {
    expect(['conv12', 'slot3', 'slot3-2', 'layer1', 'block1.2'].map(groupLabel)).toEqual([
      'conv 12',
      'new 3',
      'new 3-2',
      'layer 1',
      'block 1.2',
    ]);
  });
});

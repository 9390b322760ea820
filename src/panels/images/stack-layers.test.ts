import { describe, expect, it } from 'vitest';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import { vgg } from '../../networks/architectures.ts';
import type { ChannelRecord } from '../../runs/images/channel-record.ts';
import { channelFacts, groupLabel, mapSides, residualGroups, stackLayers } from './stack-layers.ts';

const kernels = (bytes: readonly number[]) => btoa(String.fromCharCode(...bytes.map((byte) => byte & 0xff)));
const first: ChannelRecord = { group: 'conv1', origins: 'i i', kernels: kernels([127, 0]), kernelSize: 1 };
const second: ChannelRecord = {
  group: 'conv1',
  origins: 'i i f2 s2.1 f2',
  kernels: kernels([127, 0, -64, 64, 1]),
  kernelSize: 1,
};
const grown: GroupScores = {
  group: 'conv1',
  splits: [0.2, -0.3],
  fresh: [-0.1, 0.4, -0.5],
  keptSplits: [1],
  keptFresh: [0, 2],
};
const scores = [[], [grown]];

describe('channels as they are drawn', () => {
  it('have the predicted change that they were chosen for: the largest drop came first', () => {
    const facts = channelFacts(second, scores);
    expect(facts.map(({ predictedChange }) => predictedChange)).toEqual([undefined, undefined, -0.5, -0.3, -0.1]);
    expect(facts.map(({ size }) => Math.round(size * 127))).toEqual([127, 0, 64, 64, 1]);
  });

  it('have none where more arrived than was scored', () => {
    const other = { ...second, origins: 'i i f2 f2 f2' };
    const facts = channelFacts(other, scores);
    expect(facts.map(({ predictedChange }) => predictedChange)).toEqual([undefined, undefined, -0.5, undefined, -0.1]);
    const fewer = { ...second, origins: 'i i f2 f2', kernels: '', kernelSize: 0 };
    expect(channelFacts(fewer, scores).every(({ predictedChange }) => predictedChange === undefined)).toBe(true);
  });

  it('are stronger the more they promised', () => {
    const shown = { description: vgg({ depth: 11, width: 2, classes: 10 }), channels: [second], phase: 2, scores };
    const [layer] = stackLayers(shown, 'change').layers;
    const strengths = layer!.cells.map(({ strength }) => strength);
    expect(strengths[2]).toBe(1);
    expect(strengths[2]! > strengths[3]! && strengths[3]! > strengths[4]! && strengths[4]! > 0).toBe(true);
    expect(layer).toMatchObject({ label: 'conv 1', side: 32, residual: false, candidates: [] });
  });

  it('have candidates above them: kept ones first once they are chosen', () => {
    const description = vgg({ depth: 11, width: 2, classes: 10 });
    const of = (stage: 'overgrow' | 'score' | 'select', known: readonly GroupScores[] | undefined = [grown]) => {
      const growing = { scores: known, stage, freshPerGroup: 3, splits: true };
      return stackLayers({ description, channels: [first], phase: 1, scores, growing }, 'filter').layers[0]!.candidates;
    };
    const unknown = stackLayers(
      {
        description,
        channels: [first],
        phase: 1,
        scores,
        growing: { scores: undefined, stage: 'overgrow', freshPerGroup: 3, splits: true },
      },
      'filter',
    );
    expect(unknown.layers[0]!.candidates).toHaveLength(5);
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
    expect(['conv12', 'slot3', 'slot3-2', 'slot1.0-2', 'layer1', 'block1.2'].map(groupLabel)).toEqual([
      'conv 12',
      'new 3',
      'new 3-2',
      'new 1-2',
      'layer 1',
      'block 1.2',
    ]);
  });
});

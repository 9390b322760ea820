import { expect, it } from 'vitest';
import { scoresByGroup } from './group-scores.ts';
import type { ScoredChannel } from './importance.ts';

function scored(group: string, kind: 'split' | 'fresh', number: number, predictedChange: number): ScoredChannel {
  const base = { key: `${group} ${kind} ${number}`, group, amplitude: 0.1, direction: new Float64Array(1) };
  const candidate = kind === 'split' ? { ...base, kind, channel: number } : { ...base, kind };
  return { candidate, score: 1, predictedChange, nodes: [] };
}

it('scores are listed by group, splits and fresh channels apart, with the places of those that were kept', () => {
  const all = [
    scored('conv2', 'split', 7, -0.123456),
    scored('conv1', 'split', 0, -0.1),
    scored('conv1', 'split', 3, 0.2),
    scored('conv1', 'fresh', 1, -3e-7),
    scored('conv1', 'fresh', 2, -0.4),
    scored('conv1', 'fresh', 3, -0.5),
  ];
  expect(scoresByGroup(all, [all[5]!, all[1]!, all[3]!])).toEqual([
    { group: 'conv2', splits: [-0.1235], fresh: [], keptSplits: [], keptFresh: [] },
    { group: 'conv1', splits: [-0.1, 0.2], fresh: [-3e-7, -0.4, -0.5], keptSplits: [0], keptFresh: [0, 2] },
  ]);
  expect(scoresByGroup([], [])).toEqual([]);
});

/** The order of a group's channels means nothing: neither to scores, nor to what is chosen, nor to what the grown network computes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import { inDoubles, randomInputs, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp } from '../../networks/architectures.ts';
import type { Description } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { type DeepNetwork, type Numbers, tensorSpecs } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { settle } from '../selection.ts';
import { arbitraryGrowthProblem, engineFor, type GrowthProblem, SMOOTH_CONV_NET } from './arbitrary.ts';
import { type ChannelCandidate, overgrow, proposeChannels } from './candidates.ts';
import { descendChannels } from './directions.ts';
import { type ScoredChannel, scoreChannels } from './importance.ts';
import { selectChannels } from './selection.ts';

/** A group's channels in another order: position k gets what was at order[k]. */
interface Permutation {
  readonly group: string;
  readonly order: readonly number[];
}

/** An array as [count, inner], or as [outer, count] with `along` 'columns', with its rows or columns in another order. */
function reordered<Kind extends Numbers>(data: Kind, order: readonly number[], along: 'rows' | 'columns'): Kind {
  const result = data.slice() as Kind;
  const other = data.length / order.length;
  for (let k = 0; k < data.length; k += 1) {
    const [row, column] = [Math.floor(k / other), k % other];
    if (along === 'rows') result[k] = data[order[row]! * other + column]!;
    else {
      const place = k % order.length;
      result[k] = data[k - place + order[place]!]!;
    }
  }
  return result;
}

function permuteNetwork({ description, tensors }: DeepNetwork, { group, order }: Permutation): DeepNetwork {
  const groups = description.groups.map((each) =>
    each.name === group ? { ...each, channels: order.map((from) => each.channels[from]!) } : each,
  );
  const permuted: Record<string, Numbers> = {};
  for (const { name, writes, reads } of tensorSpecs(description)) {
    let data = tensors[name]!;
    if (writes === group) data = reordered(data, order, 'rows');
    if (reads === group) data = reordered(data, order, 'columns');
    permuted[name] = data;
  }
  return { description: { ...description, groups }, tensors: permuted };
}

/** The same candidate in the permuted network: its channel is known by its id, but its direction has a number per neighbour. */
function permuteCandidate<Candidate extends ChannelCandidate>(
  description: Description,
  candidate: Candidate,
  { group, order }: Permutation,
): Candidate {
  const { producers, consumers, thetaLength } = groupTensors(description, candidate.group);
  const direction = candidate.direction.slice();
  const permute = (from: number, length: number, along: 'rows' | 'columns') =>
    direction.set(reordered(direction.slice(from, from + length), order, along), from);
  // theta of a producer is [row, column, in]; what reads the channel is [out, row, column].
  for (const { spec, offset, length } of producers) if (spec.reads === group) permute(offset, length, 'columns');
  if (candidate.kind === 'fresh') {
    for (const { spec, offset, length } of consumers) {
      if (spec.writes === group) permute(thetaLength + offset, length, 'rows');
    }
  }
  return { ...candidate, direction };
}

async function finish<Found>(steps: AsyncGenerator<unknown, Found>): Promise<Found> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

const BUDGETS = { neuronBudget: 3, layerBudget: 1 };

/** Scores, what is kept and the network that it gives. */
async function grow({ network, engine, candidates, stepSize }: GrowthProblem) {
  const scored: Record<string, readonly ScoredChannel[]> = {};
  for (const scoreRule of ['path', 'leave-one-out'] as const) {
    scored[scoreRule] = await finish(
      scoreChannels(engine, network, candidates, { stepSize, quadraturePoints: 2, scoreRule }),
    );
  }
  // Changes that are only rounding say nothing.
  const selected = selectChannels(
    scored.path!.filter(({ predictedChange }) => predictedChange < -1e-9),
    BUDGETS,
  );
  const settled = selected.map((entry) => settle(entry, stepSize));
  return { scored, keys: settled.map(({ key }) => key), grown: overgrow(network, settled) };
}

/** The candidates come in another order too. */
function permuteProblem(problem: GrowthProblem, permutation: Permutation): GrowthProblem {
  const { network, candidates } = problem;
  const permuted = candidates.map((candidate) => permuteCandidate(network.description, candidate, permutation));
  return { ...problem, network: permuteNetwork(network, permutation), candidates: permuted.reverse() };
}

/** As near as sums in another order. */
function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, what: string, near = 1e-8): void {
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < found.length; k += 1) expect(Math.abs(found[k]! - expected[k]!), what).toBeLessThan(near);
}

const arbitraryPermutedProblem = fc
  .tuple(arbitraryGrowthProblem, fc.nat(1e6))
  .filter(([{ network }]) =>
    network.description.groups.some(({ growable, channels }) => growable && channels.length > 1),
  )
  .map(([problem, seed]) => {
    const stream = openStream(seed, 'order');
    const groups = problem.network.description.groups.filter(
      ({ growable, channels }) => growable && channels.length > 1,
    );
    const { name, channels } = groups[stream.integer(groups.length)]!;
    // A rotation moves every channel.
    const by = 1 + stream.integer(channels.length - 1);
    const order = channels.map((_, k) => (k + by) % channels.length);
    return { problem, permutation: { group: name, order } satisfies Permutation };
  });

it('the order of channels changes no score and no choice, and the grown network computes the same', async () => {
  let [compared, kept] = [0, 0];
  const property = fc.asyncProperty(arbitraryPermutedProblem, async ({ problem, permutation }) => {
    const { description } = problem.network;
    const [expected, found] = [await grow(problem), await grow(permuteProblem(problem, permutation))];
    for (const [rule, entries] of Object.entries(expected.scored)) {
      const others = [...found.scored[rule]!].reverse();
      for (const [k, { score, candidate }] of entries.entries()) {
        expect(others[k]!.candidate.key).toBe(candidate.key);
        expectNear([others[k]!.score], [score], `${rule}: ${candidate.key}`);
        compared += 1;
      }
    }
    expect(found.keys).toEqual(expected.keys);
    kept += found.keys.length;
    const inputs = toMaps(description, 3, randomInputs(description, 3, 5));
    expectNear(runNetwork(found.grown, inputs).data, runNetwork(expected.grown, inputs).data, 'outputs');
  });
  await fc.assert(property, { numRuns: 30 });
  expect(compared).toBeGreaterThan(100);
  expect(kept).toBeGreaterThan(15);
});

// Where both copies of a split are on one side of a ReLU's kink its gradient is rounding, and a step along it anything.
it.each([
  ['an MLP', mlp({ inputs: 2, hidden: [3, 3], outputs: 2, activation: 'tanh', norm: true, slots: true })],
  ['convolutions', SMOOTH_CONV_NET],
])('nor does it change the directions that are found: %s', async (_, description) => {
  const [stepSize, network] = [0.2, inDoubles(randomTensors(description, 4))];
  const settings = { seed: 1, phase: 1, stepSize, splits: true, freshPerGroup: 2, freshPerSlot: 1 };
  const problem = {
    network,
    stepSize,
    engine: engineFor(network, 3),
    candidates: proposeChannels(description, settings),
  };
  const search = (each: GrowthProblem) =>
    finish(descendChannels(each.engine, each.network, each.candidates, { stepSize, directionSteps: 6 }));
  const expected = await search(problem);
  // Steps have a given length, so those along small gradients make rounding larger.
  for (const { name, channels } of description.groups.filter(
    ({ growable, channels }) => growable && channels.length > 1,
  )) {
    const permutation = { group: name, order: channels.map((_, k) => (k + 1) % channels.length) };
    const found = [...(await search(permuteProblem(problem, permutation)))].reverse();
    for (const [k, candidate] of expected.entries()) {
      const wanted = permuteCandidate(description, candidate, permutation);
      expectNear([found[k]!.amplitude], [wanted.amplitude], candidate.key, 1e-6);
      expectNear(found[k]!.direction, wanted.direction, candidate.key, 1e-6);
    }
  }
});

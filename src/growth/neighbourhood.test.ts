import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { arbitraryDirection, arbitraryNetwork, arbitraryProblem, arbitraryVector } from '../networks/arbitrary.ts';
import { type Network, parameterCount, predict } from '../networks/network.ts';
import { SIGNED_FORMS } from '../networks/split-forms.ts';
import {
  addedNeurons,
  applyCandidates,
  type Candidate,
  candidateGradients,
  clampAmplitude,
  overgrownNetwork,
  projectToUnitBall,
  proposeFresh,
  proposeSplits,
} from './neighbourhood.ts';

const seed = fc.nat(1_000_000);
const norm = (vector: readonly number[]) => Math.hypot(...vector);

/** Candidates for a network: a split of every neuron, in any form, and two fresh ones; any amplitude in [-0.5, 0.5]. */
function arbitraryCandidates(network: Network): fc.Arbitrary<Candidate[]> {
  const part = fc.record({
    amplitude: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    direction: arbitraryDirection(network.inputSize + 1),
  });
  const splits = network.neurons.map(({ id }) =>
    fc.tuple(part, fc.option(fc.constantFrom(...SIGNED_FORMS), { nil: undefined })).map(([values, form]): Candidate => {
      return { kind: 'split', key: `split ${id}`, neuron: id, ...values, ...(form ? { form } : {}) };
    }),
  );
  const fresh = [1, 2].map((k) => part.map((values): Candidate => ({ kind: 'fresh', key: `fresh ${k}`, ...values })));
  return fc.tuple(...splits, ...fresh);
}

const neighbour = arbitraryProblem({ maxNeurons: 3 }).chain(({ network, data }) =>
  fc.record({
    network: fc.constant(network),
    data: fc.constant(data),
    candidates: arbitraryCandidates(network),
    input: arbitraryVector(network.inputSize),
  }),
);

describe('a growth', () => {
  it('with every amplitude at 0 is the same network, so its outputs are the same bits', () => {
    fc.assert(
      fc.property(neighbour, ({ network, candidates }) => {
        const off = candidates.map((candidate) => ({ ...candidate, amplitude: 0 }));
        expect(applyCandidates(network, off, 1)).toBe(network);
      }),
    );
  });

  it('is eq. 3, and its fixed layout is the same function', () => {
    fc.assert(
      fc.property(neighbour, ({ network, candidates, input }) => {
        const single = { ...network, neurons: [network.neurons[0]!] };
        const output = (weights: readonly number[], bias: number, w: number) =>
          predict({ ...single, neurons: [{ ...single.neurons[0]!, weights, bias, output: w }] }, input);
        const expected = candidates.reduce((sum, candidate) => {
          const eps = candidate.amplitude;
          const delta = candidate.direction.slice(0, -1);
          const last = candidate.direction.at(-1)!;
          if (candidate.kind === 'fresh') return sum + eps * output(delta, last, 1);
          const { weights, bias, output: w } = network.neurons.find(({ id }) => id === candidate.neuron)!;
          const moved = (sign: number) =>
            output(
              weights.map((weight, k) => weight + sign * eps * delta[k]!),
              bias + sign * eps * last,
              w,
            );
          if (candidate.form === 'signed pair') return sum + 2 * moved(0.5) - moved(1);
          if (candidate.form === 'signed triple') return sum + 2 * moved(0) - 0.5 * (moved(1) + moved(-1));
          return sum + 0.5 * (moved(1) + moved(-1));
        }, 0);
        expect(predict(applyCandidates(network, candidates, 1), input)).toBeCloseTo(expected, 11);
        expect(predict(overgrownNetwork(network, candidates), input)).toBeCloseTo(expected, 11);
      }),
    );
  });

  it('adds the neurons that each candidate that is on costs, and their parameters', () => {
    fc.assert(
      fc.property(neighbour, ({ network, candidates }) => {
        const cost = (one: Candidate) => (one.kind === 'split' && one.form === 'signed triple' ? 2 : 1);
        const count = (list: readonly Candidate[]) => list.reduce((sum, candidate) => sum + cost(candidate), 0);
        const on = count(candidates.filter(({ amplitude }) => amplitude !== 0));
        expect(candidates.map(addedNeurons)).toEqual(candidates.map(cost));
        const grown = applyCandidates(network, candidates, 1);
        expect(grown.neurons).toHaveLength(network.neurons.length + on);
        expect(parameterCount(grown)).toBe(parameterCount(network) + on * (network.inputSize + 2));
        expect(overgrownNetwork(network, candidates).neurons).toHaveLength(network.neurons.length + count(candidates));
      }),
    );
  });

  it('is even in the amplitude of a split whose copies move symmetrically, and odd in that of a fresh neuron', () => {
    fc.assert(
      fc.property(neighbour, ({ network, candidates, input }) => {
        for (const candidate of candidates) {
          if (candidate.kind === 'split' && candidate.form === 'signed pair') continue;
          const change = (sign: 1 | -1) =>
            predict(applyCandidates(network, [{ ...candidate, amplitude: sign * candidate.amplitude }], 1), input) -
            predict(network, input);
          expect(change(-1)).toBeCloseTo(candidate.kind === 'split' ? change(1) : -change(1), 12);
        }
      }),
    );
  });
});

describe('derivatives in eps and delta', () => {
  it('are those that finite differences of L(f_{eps,delta}) give', () => {
    fc.assert(
      fc.property(neighbour, ({ network, data, candidates }) => {
        const loss = (setting: readonly Candidate[]) =>
          differentiatePlainly(applyCandidates(network, setting, 1), data).loss;
        const { gradient } = differentiatePlainly(overgrownNetwork(network, candidates), data);
        const gradients = candidateGradients(network, candidates, gradient);
        const h = 1e-5;
        candidates.forEach((candidate, index) => {
          const nudged = (change: (step: number) => Candidate) =>
            (loss(candidates.with(index, change(h))) - loss(candidates.with(index, change(-h)))) / (2 * h);
          const { amplitude, direction } = gradients[index]!;
          const inEps = nudged((step) => ({ ...candidate, amplitude: candidate.amplitude + step }));
          expect(Math.abs(amplitude - inEps)).toBeLessThan(1e-6 * (1 + Math.abs(inEps)));
          candidate.direction.forEach((value, k) => {
            const inDelta = nudged((step) => ({ ...candidate, direction: candidate.direction.with(k, value + step) }));
            expect(Math.abs(direction[k]! - inDelta)).toBeLessThan(1e-6 * (1 + Math.abs(inDelta)));
          });
        });
      }),
    );
  });

  it('are exactly 0 in eps for every split that is off: moves, weighted by shares, sum to 0', () => {
    fc.assert(
      fc.property(neighbour, ({ network, data, candidates }) => {
        const off = candidates.map((candidate) =>
          candidate.kind === 'split' ? { ...candidate, amplitude: 0 } : candidate,
        );
        const { gradient } = differentiatePlainly(overgrownNetwork(network, off), data);
        candidateGradients(network, off, gradient).forEach(({ amplitude }, index) => {
          if (off[index]!.kind === 'split') expect(amplitude).toBe(0);
        });
      }),
    );
  });
});

describe('the constraints of eq. 3', () => {
  it('hold after projection, which moves nothing that satisfies them', () => {
    // 1e100: the squares of larger numbers are no longer numbers.
    const any = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(any, (vector) => {
        const projected = projectToUnitBall(vector);
        expect(norm(projected)).toBeLessThanOrEqual(1);
        expect(norm(Array.from(Float32Array.from(projected)))).toBeLessThanOrEqual(1);
        if (norm(vector) <= 0.999) expect(projected).toEqual(vector);
        // The nearest point of the ball lies on the ray through the vector.
        else projected.forEach((value, k) => void expect(value).toBeCloseTo(vector[k]! / Math.max(1, norm(vector)), 6));
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), (amplitude, bound) => {
        const clamped = clampAmplitude(amplitude, bound);
        expect(Math.abs(clamped)).toBeLessThanOrEqual(bound);
        if (Math.abs(amplitude) <= bound) expect(clamped).toBe(amplitude);
        else expect(clamped).toBe(Math.sign(amplitude) * bound);
      }),
    );
  });

  it('hold for everything proposed: splits fully on in a direction of norm 1, fresh neurons off', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), seed, fc.double({ min: 0.001, max: 1 }), (network, s, stepSize) => {
        const splits = proposeSplits(network, 1, s, stepSize);
        expect(splits.map(({ neuron }) => neuron)).toEqual(network.neurons.map(({ id }) => id));
        for (const { amplitude, direction } of splits) {
          expect(amplitude).toBe(stepSize);
          expect(norm(direction)).toBeCloseTo(1, 12);
        }
        const fresh = proposeFresh(network, 1, s, 4);
        for (const { amplitude, direction } of fresh) {
          expect(amplitude).toBe(0);
          expect(direction).toHaveLength(network.inputSize + 1);
          expect(norm(direction)).toBeLessThanOrEqual(1);
        }
        const keys = [...splits, ...fresh].map(({ key }) => key);
        expect(new Set(keys).size).toBe(network.neurons.length + 4);
      }),
    );
  });
});

describe('draws', () => {
  it('of a candidate depend on seed, phase and itself, never on how many others there are', () => {
    fc.assert(
      fc.property(arbitraryNetwork({ minNeurons: 2 }), seed, (network, s) => {
        const fewer: Network = { ...network, neurons: network.neurons.slice(1).reverse() };
        const all = proposeSplits(network, 2, s, 0.1);
        expect(proposeSplits(fewer, 2, s, 0.1)).toEqual(all.slice(1).reverse());
        const fresh = proposeFresh(network, 2, s, 6);
        expect(proposeFresh(network, 2, s, 3)).toEqual(fresh.slice(0, 3));
        expect(proposeFresh(fewer, 2, s, 6)).toEqual(fresh);

        const directions = [
          ...all,
          ...fresh,
          ...proposeSplits(network, 3, s, 0.1),
          ...proposeFresh(network, 3, s, 6),
          ...proposeFresh(network, 2, s + 1, 6),
        ].map(({ direction }) => direction.join());
        expect(new Set(directions).size).toBe(directions.length);
      }),
    );
  });
});

/**
 * Firefly Neural Architecture Descent: Algorithm 1 of the paper, as a generator. Whoever pulls it decides the pace: play,
 * step, a headless run and a test differ only in that. No clock, no page and no engine's name in here.
 *
 * The problem is eq. 1, the lowest loss among all networks that do not cost too much. A phase is one step of eq. 2, the best
 * network near the present one (eq. 3) that costs at most eta_t more, solved approximately in two steps (eq. 4 and eq. 5).
 */
import type { Dataset, Engine } from '../compute/engine.ts';
import type { Network } from '../networks/network.ts';
import { carrySlots } from '../networks/slots.ts';
import type { OvergrowProgress } from './directions.ts';
import type { DescentEvent, DescentState, EndReason } from './events.ts';
import type { ScoredCandidate, ScoreRule } from './importance.ts';
import { applyCandidates, type Candidate } from './neighbourhood.ts';
import { affordable, chosenCandidates, neuronsAdded, selectCandidates, settle } from './selection.ts';
import { cosineRates, trainingPlan } from './training.ts';

export interface GrowthSettings {
  /** Seed of every draw. */
  readonly seed: number;
  /** eps */
  readonly stepSize: number;
  /** m' */
  readonly freshCandidates: number;
  /** eta_t, neurons added per phase. */
  readonly neuronBudget: number;
  /** n of eq. 5's quadrature. */
  readonly quadraturePoints: number;
  readonly scoreRule: ScoreRule;
  /** Projected gradient steps of eq. 4. */
  readonly directionSteps: number;
  readonly stepsPerPhase: number;
  readonly learningRate: number;
  /** Growth ends at this width, after a last phase of training. */
  readonly maxNeurons: number;
}

/** What the parts of a method work with. */
export interface Situation {
  readonly engine: Engine;
  readonly data: Dataset;
  readonly settings: GrowthSettings;
  readonly phase: number;
  readonly network: Network;
}

/** A growth method: how it proposes candidates, finds their directions and scores them. See methods/. */
export interface GrowthRule {
  propose(situation: Situation): readonly Candidate[];
  /** Step one, eq. 4. */
  findDirections(
    situation: Situation,
    candidates: readonly Candidate[],
  ): AsyncGenerator<OvergrowProgress, readonly Candidate[]>;
  /** Step two, eq. 5. */
  score(situation: Situation, candidates: readonly Candidate[]): Promise<readonly ScoredCandidate[]>;
  /** Which candidates stay, adding at most `budget` neurons; by default those of eq. 5, `selectCandidates`. */
  select?(scored: readonly ScoredCandidate[], budget: number): readonly ScoredCandidate[];
  /** How a selected candidate enters the network; by default as eq. 5 says, `settle`. */
  settle?(entry: ScoredCandidate, stepSize: number): Candidate;
  /** Methods that do not grow but begin again: the network of the next phase, with so many neurons. */
  replace?(situation: Situation, neurons: number): Network;
}

export interface Descent {
  readonly engine: Engine;
  readonly data: Dataset;
  readonly rule: GrowthRule;
  readonly settings: GrowthSettings;
  /** Keys of the candidates to keep, in place of the rule's choice: the visitor's "what if". */
  readonly keep?: readonly string[] | undefined;
  /** What a phase does differently, if anything. */
  readonly inPhase?: (phase: number) => Partial<Pick<Descent, 'rule' | 'settings' | 'keep'>>;
}

type Stepper = AsyncGenerator<DescentEvent, DescentState>;

/** The state before the first step. */
export function initialState(network: Network): DescentState {
  const slots = carrySlots([], network);
  return { phase: 1, stage: 'begin', step: 0, network, slots, loss: 0, candidates: [], scored: [] };
}

/**
 * Algorithm 1. Goes on from `state`, which may be any event's state, and yields the same events from there on as the
 * descent that recorded it.
 */
export async function* descend(recipe: Descent, state: DescentState): AsyncGenerator<DescentEvent, void> {
  if (state.stage === 'begin') state = yield* begin(recipe, state);
  while (state.stage !== 'done') {
    const descent = { ...recipe, ...recipe.inPhase?.(state.phase) };
    if (state.stage === 'train') state = yield* train(descent, state); // 1. train f_t
    if (state.stage === 'overgrow') state = yield* overgrow(descent, state); // 2. over-grow, eq. 4
    if (state.stage === 'score') state = yield* score(descent, state); //       importance, eq. 5
    if (state.stage === 'select') state = yield* select(descent, state); // 3. select, f_{t+1}
  }
}

async function lossOf({ engine, data }: Descent, network: Network): Promise<number> {
  return (await engine.differentiate([network], data))[0]!.loss;
}

async function* begin(descent: Descent, initial: DescentState): Stepper {
  const loss = await lossOf(descent, initial.network);
  const state: DescentState = { ...initial, stage: 'train', loss };
  yield { kind: 'start', phase: state.phase, network: state.network, loss: state.loss, state };
  return state;
}

function* end(state: DescentState, reason: EndReason): Generator<DescentEvent, DescentState> {
  const done: DescentState = { ...state, stage: 'done' };
  yield { kind: 'end', phase: state.phase, network: state.network, loss: state.loss, reason, state: done };
  return done;
}

async function* train(descent: Descent, state: DescentState): Stepper {
  const { engine, data, settings } = descent;
  const { phase } = state;
  const steps = settings.stepsPerPhase;
  const { recordEvery, requestSteps } = trainingPlan(steps);
  while (state.step < steps) {
    const from = state.step;
    const count = Math.min(requestSteps, steps - from);
    const rates = cosineRates(settings.learningRate, steps, from, count);
    const { network, slots } = state;
    const result = await engine.train({ network, slots, data, rates, recordEvery });
    const last = await lossOf(descent, result.network);
    // A run that diverges ends at its last snapshot, so every number of every event is finite.
    if (!Number.isFinite(last)) return yield* end(state, 'diverged');
    for (const [index, frame] of result.frames.entries()) {
      const taken = Math.min(count, (index + 1) * recordEvery);
      const step = from + taken;
      if (taken < count) {
        yield { kind: 'train', phase, step, steps, network: frame, loss: result.losses[taken]! };
      } else {
        const stage = step === steps ? 'overgrow' : 'train';
        state = { ...state, stage, step, network: frame, slots: result.slots, loss: last };
        yield { kind: 'train', phase, step, steps, network: frame, loss: last, state };
      }
    }
  }
  return state;
}

function situationOf({ engine, data, settings }: Descent, { phase, network }: DescentState): Situation {
  return { engine, data, settings, phase, network };
}

async function* overgrow(descent: Descent, state: DescentState): Stepper {
  const { phase, network, loss } = state;
  if (network.neurons.length >= descent.settings.maxNeurons) return yield* end(state, 'neuron-limit');
  const situation = situationOf(descent, state);
  const search = descent.rule.findDirections(situation, descent.rule.propose(situation));
  for (;;) {
    const step = await search.next();
    if (step.done) {
      const next: DescentState = { ...state, stage: 'score', candidates: step.value };
      return next;
    }
    const { iteration, iterations, candidates, loss: overgrownLoss } = step.value;
    yield { kind: 'overgrow', phase, network, loss, iteration, iterations, candidates, overgrownLoss };
  }
}

async function* score(descent: Descent, state: DescentState): Stepper {
  const { phase, network, loss } = state;
  const scored = await descent.rule.score(situationOf(descent, state), state.candidates);
  const next: DescentState = { ...state, stage: 'select', scored };
  yield { kind: 'score', phase, network, loss, scored, state: next };
  return next;
}

async function* select(descent: Descent, state: DescentState): Stepper {
  const { phase, network, loss, scored } = state;
  const { neuronBudget, maxNeurons, stepSize } = descent.settings;
  const { rule } = descent;
  const chosen = descent.keep && chosenCandidates(scored, descent.keep);
  const budget = Math.min(chosen ? neuronsAdded(chosen) : neuronBudget, maxNeurons - network.neurons.length);
  const kept = chosen ? affordable(chosen, budget) : (rule.select ?? selectCandidates)(scored, budget);
  const selected = kept.map(({ candidate }) => candidate.key);
  yield { kind: 'select', phase, network, loss, scored, selected, budget };
  if (kept.length === 0 && !rule.replace) return yield* end(state, 'no-candidate');

  const entering = kept.map((entry) => (rule.settle ?? settle)(entry, stepSize));
  const grown =
    rule.replace?.(situationOf(descent, state), network.neurons.length + budget) ??
    applyCandidates(network, entering, phase);
  const grownLoss = await lossOf(descent, grown);
  const next: DescentState = {
    phase: phase + 1,
    stage: 'train',
    step: 0,
    network: grown,
    slots: carrySlots(rule.replace ? [] : state.slots, grown),
    loss: grownLoss,
    candidates: [],
    scored: [],
  };
  yield {
    kind: 'apply',
    phase,
    network: grown,
    loss: grownLoss,
    scored,
    selected,
    budget,
    before: { network, loss },
    predictedChange: kept.reduce((sum, { predictedChange }) => sum + predictedChange, 0),
    actualChange: grownLoss - loss,
    state: next,
  };
  return next;
}

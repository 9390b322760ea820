/** The charts of image runs with small fixed data. */
import type { Origin } from '../../networks/network.ts';
import { AccuracyPlot } from '../images/AccuracyPlot.tsx';
import type { AccuracyCurve } from '../images/accuracy-scales.ts';
import { ConfusionMatrix } from '../images/ConfusionMatrix.tsx';
import { EpochLossPlot } from '../images/EpochLossPlot.tsx';
import { GrowthTimesPlot } from '../images/GrowthTimesPlot.tsx';
import { ImportanceStrips, type Strip, type StripMark } from '../images/ImportanceStrips.tsx';
import { NetworkStack } from '../images/NetworkStack.tsx';
import { PhaseTimes } from '../images/PhaseTimes.tsx';
import type { StackCell, StackLayer } from '../images/stack-layer.ts';
import type { Example } from './examples.tsx';

const nothing = () => {};

function layer(group: string, side: number, origins: readonly Origin[], tried = 0, residual = false): StackLayer {
  return {
    group,
    label: group.replace(/(\d)/, ' $1'),
    residual,
    side,
    cells: origins.map((origin, k): StackCell => ({ origin, strength: ((k * 5) % 7) / 6 })),
    candidates: Array.from({ length: tried }, (_, k) => ({ kind: k % 2 ? 'split' : 'fresh', kept: k < 2 })),
  };
}

const seed: Origin = { kind: 'initial' };
const fresh = (phase: number): Origin => ({ kind: 'fresh', phase });
const copy = (parent: number, phase: number): Origin => ({ kind: 'split', parent, phase });

const LAYERS: readonly StackLayer[] = [
  layer('conv1', 32, [seed, seed, seed, seed, fresh(2), fresh(2), copy(1, 3)]),
  layer('conv2', 16, [seed, seed, seed, seed, copy(0, 2), fresh(3), fresh(3)], 5),
  layer('slot2', 8, [fresh(3), fresh(3), fresh(3)], 0, true),
  layer('conv3', 8, [seed, seed, seed, seed, copy(3, 2)], 2),
];

/** A method of three phases on two seeds, so much better or worse. */
function curve(key: string, color: string, mark: number, better: number, kind: AccuracyCurve['kind']): AccuracyCurve {
  const runs = [0, 1].map((seed) => ({
    seed,
    points: [4000, 9000, 21_000].map((x, k) => ({
      x: x + 900 * seed * k,
      y: 0.35 + 0.06 * k + better * k + 0.02 * seed,
      phase: k + 1,
    })),
  }));
  const [first, second] =
    kind === 'scratch' ? runs.map(({ points }) => [points[2]!]) : runs.map(({ points }) => points);
  const means = first!.map(({ x, y, phase }, k) => {
    const other = second![k]!;
    return { x: (x + other.x) / 2, y: (y + other.y) / 2, phase, low: y, high: other.y };
  });
  const shown = runs.map(({ seed }, k) => ({ seed, points: [first!, second!][k]! }));
  return { key, label: `Method ${key}`, color, mark, kind, means, runs: kind === 'live' ? shown.slice(0, 1) : shown };
}

const STRIPS: readonly Strip[] = ['conv1', 'conv2', 'conv3'].map((group, strip) => ({
  group,
  label: group.replace(/(\d)/, ' $1'),
  marks: Array.from({ length: 9 }, (_, k): StripMark => {
    const change = (k % 4 === 3 ? 1 : -1) * 10 ** (-5 + ((k * 7 + strip * 3) % 10) / 3);
    return { kind: k % 3 ? 'fresh' : 'split', index: k, change, kept: change < -5e-4 };
  }),
}));

export const IMAGE_EXAMPLES: readonly Example[] = [
  {
    name: 'NetworkStack',
    about: 'Three layers and a residual one in a slot; candidates, two of them kept; a channel pointed at.',
    chart: (
      <NetworkStack
        layers={LAYERS}
        phase={3}
        room={9}
        classes={10}
        picture={undefined}
        width={420}
        height={240}
        pointed={{ layer: 1, from: 5, to: 6 }}
        onPoint={nothing}
        say={() => 'conv 2, channel 6'}
      />
    ),
  },
  {
    name: 'AccuracyPlot',
    about: 'Two methods with their seeds, the run on screen, one network from scratch; a point read out.',
    chart: (
      <AccuracyPlot
        curves={[
          curve('A', 'var(--split)', 1, 0.02, 'grown'),
          curve('B', 'var(--neuron-9)', 3, 0, 'grown'),
          curve('C', 'var(--initial)', 5, 0.04, 'scratch'),
          curve('D', 'var(--network)', 0, 0.03, 'live'),
        ]}
        xScale="log"
        xName="parameters"
        formatX={(x) => `${x / 1000}k`}
        yName="test accuracy"
        formatY={(y) => `${Math.round(100 * y)} %`}
        labelled
        width={420}
        height={240}
        place={{ key: 'B', index: 1 }}
        onPlace={nothing}
        say={({ label }) => label}
      />
    ),
  },
  {
    name: 'ImportanceStrips',
    about: 'Candidates of three layers and the cut that all share; those that would raise the loss are hollow.',
    chart: (
      <ImportanceStrips
        strips={STRIPS}
        width={420}
        height={150}
        pointedGroup="conv2"
        place={{ strip: 1, mark: 2 }}
        onPlace={nothing}
        say={({ label }) => label}
      />
    ),
  },
  {
    name: 'EpochLossPlot',
    about: 'Two phases of four epochs, with fresh channels and splits between them; one epoch is read.',
    chart: (
      <EpochLossPlot
        losses={{
          points: [2.2, 1.9, 1.75, 1.7, 1.8, 1.5, 1.35].map((loss, k) => ({ step: k + 1, loss })),
          growths: [{ phase: 1, step: 4, at: 3, kinds: ['fresh', 'split'] }],
          totalSteps: 8,
        }}
        shown={4}
        scale="linear"
        width={420}
        height={160}
        read={1}
        onRead={nothing}
        onChoose={nothing}
        say={(index) => `epoch ${index + 1}`}
        tip={(index) => `epoch ${index + 1}`}
      />
    ),
  },
  {
    name: 'ConfusionMatrix',
    about: 'Three classes; one pair pointed at, the images of another shown.',
    chart: (
      <ConfusionMatrix
        counts={[
          [8, 2, 0],
          [1, 5, 4],
          [0, 3, 7],
        ]}
        names={['cat', 'dog', 'ship']}
        width={240}
        pointed={{ truth: 0, seen: 1 }}
        chosen={{ truth: 1, seen: 2 }}
        onPoint={nothing}
        onChoose={nothing}
        say={() => 'cat seen as dog'}
      />
    ),
  },
  {
    name: 'PhaseTimes',
    about: 'Three of four phases: growth, then training.',
    chart: (
      <PhaseTimes
        times={[
          { grow: 0, train: 4.2 },
          { grow: 2.7, train: 7.1 },
          { grow: 3.9, train: 61 },
        ]}
        phases={4}
        shown={2}
        width={300}
      />
    ),
  },
  {
    name: 'GrowthTimesPlot',
    about: 'Repeats of three methods with their medians, and two printed ratios.',
    chart: (
      <GrowthTimesPlot
        rows={[
          { key: 'A', label: 'Method A', color: 'var(--network)', mark: 0, seconds: [3.8, 4.1, 4.4] },
          { key: 'B', label: 'Method B', color: 'var(--neuron-3)', mark: 2, seconds: [12, 14, 15] },
          { key: 'C', label: 'Method C', color: 'var(--neuron-9)', mark: 3, seconds: [0.06, 0.05] },
        ]}
        ratios={[
          { times: 3.3, label: 'paper 3.3×' },
          { times: 11.1, label: 'paper 11.1×' },
        ]}
        width={420}
      />
    ),
  },
];

/** Each chart with small fixed data: the gallery shows them, and their snapshots are tested. */
import type { ReactElement } from 'react';
import type { QuadratureNode, ScoredCandidate } from '../../growth/importance.ts';
import type { Candidate } from '../../growth/neighbourhood.ts';
import { addNeuron, emptyNetwork, splitNeuron } from '../../networks/edits.ts';
import { taskFromPoints } from '../../tasks/task.ts';
import { RANKING } from '../candidate-order.ts';
import { neuronCurve, plotScales, sampleGrid, sumCurves } from '../curves.ts';
import { DifferencePlot } from '../DifferencePlot.tsx';
import { FIT_MARGIN, FitPlot } from '../FitPlot.tsx';
import { ImportancePlot } from '../ImportancePlot.tsx';
import { IntegralPlot } from '../IntegralPlot.tsx';
import { LineagePlot } from '../LineagePlot.tsx';
import { LossPlot } from '../LossPlot.tsx';
import { NetworkPlot } from '../NetworkPlot.tsx';
import { PartsPlot } from '../PartsPlot.tsx';
import { RacePlot } from '../RacePlot.tsx';
import { SeriesPlot } from '../SeriesPlot.tsx';
import { TimelinePlot } from '../TimelinePlot.tsx';

export interface Example {
  /** The chart's component. */
  readonly name: string;
  /** What this one shows. */
  readonly about: string;
  readonly chart: ReactElement;
}

const nothing = () => {};

const first = addNeuron(emptyNetwork('rbf', 1), { weights: [0.4], bias: 0.2, output: -1.6 }, { kind: 'initial' });
const split = splitNeuron(first, 0, [0.05, 0.3], 1);
const network = addNeuron(split, { weights: [1.5], bias: -1, output: 0.9 }, { kind: 'fresh', phase: 2 });

const task = taskFromPoints(
  Array.from({ length: 24 }, (_, i) => -5 + (10 * i) / 23),
  Array.from({ length: 24 }, (_, i) => ((i * 7) % 11) / 5 - 1),
);

const CANDIDATES: readonly Candidate[] = [
  { kind: 'fresh', key: 'fresh 1', amplitude: 0.05, direction: [0.8, -0.6] },
  { kind: 'fresh', key: 'fresh 2', amplitude: -0.03, direction: [0.2, 0.7] },
  { kind: 'split', key: 'split 0', neuron: 0, amplitude: 0.05, direction: [0.6, 0.8] },
  { kind: 'split', key: 'split 2', neuron: 2, amplitude: 0.05, direction: [-1, 0] },
];
const SCORES = [-0.012, 0.0061, -0.0009, 0.0002];
const scored = CANDIDATES.map((candidate, k): ScoredCandidate => {
  const score = SCORES[k]!;
  const predictedChange = candidate.kind === 'fresh' ? -0.05 * Math.abs(score) : candidate.amplitude * score;
  return { candidate, score, predictedChange, nodes: [] };
});

/** Slopes along a straight line, at so many midpoints or evenly spaced with both ends. */
function slopes(from: number, to: number, amplitude: number, count: number, ends: boolean): QuadratureNode[] {
  return Array.from({ length: count }, (_, k) => {
    const part = ends ? k / (count - 1) : (2 * k + 1) / (2 * count);
    return { zeta: part * amplitude, slope: from + part * (to - from) };
  });
}

const losses = [0.9, 0.4, 0.22, 0.2, 0.205, 0.08, 0.05, 0.02];
const history = {
  points: losses.map((loss, k) => ({
    event: k,
    step: k < 4 ? k * 100 : (k - 1) * 100,
    loss,
    phase: k < 4 ? 1 : 2,
    neurons: k < 4 ? 1 : 2,
  })),
  growths: [{ phase: 1, step: 300, at: 4, kinds: ['split' as const], neurons: 2 }],
  totalSteps: 900,
};

const WIDTH = 420;
const HEIGHT = 220;
const scales = plotScales(task, WIDTH, HEIGHT, FIT_MARGIN);
const x = sampleGrid(-5, 5, 41);
const sumOf = (of: typeof network) =>
  sumCurves(
    x,
    of.neurons.map((neuron) => neuronCurve(of, neuron, x)),
  );
const [before, after] = [sumOf(split), sumOf(network)];

export const EXAMPLES: readonly Example[] = [
  {
    name: 'FitPlot',
    about: 'Points, a network of three neurons, a candidate kept and one let go.',
    chart: (
      <FitPlot
        task={task}
        network={network}
        ghosts={[
          { candidate: CANDIDATES[0]!, fate: 'selected' },
          { candidate: CANDIDATES[2]!, fate: 'rejected' },
        ]}
        pointed={undefined}
        width={WIDTH}
        height={HEIGHT}
        appearance="gallery"
      />
    ),
  },
  {
    name: 'DifferencePlot',
    about: 'A growth: the curve before, and what a fresh neuron adds, magnified.',
    chart: (
      <DifferencePlot
        before={before}
        difference={{ x, y: after.y.map((value, i) => value - before.y[i]!) }}
        largest={0.9}
        scales={scales}
        width={WIDTH}
        height={HEIGHT}
      />
    ),
  },
  {
    name: 'NetworkPlot',
    about: 'The same network, one neuron pointed at, and a candidate about to arrive.',
    chart: (
      <NetworkPlot
        network={network}
        growth={undefined}
        arrivals={[
          {
            key: 'fresh 1',
            kind: 'fresh',
            label: 'fresh 1',
            neuron: { weights: [0.8], bias: -0.6, output: 0.05 },
          },
        ]}
        pointed="neuron 1"
        onPoint={nothing}
        width={WIDTH}
        grid={sampleGrid(-5, 5, 21)}
      />
    ),
  },
  {
    name: 'LossPlot',
    about: 'Two phases with a split between them, seen further than is shown.',
    chart: <LossPlot history={history} shown={5} seen={7} scale="log" width={WIDTH} height={160} />,
  },
  {
    name: 'TimelinePlot',
    about: 'The same losses behind the timeline.',
    chart: (
      <TimelinePlot
        landscape={{
          points: losses.map((loss, k) => ({ position: k * 250, loss })),
          growths: [{ position: 1000, kind: 'split' }],
          low: 0.02,
          high: 0.9,
        }}
        forks={[]}
        phases={3}
        phaseLength={1000}
        length={2800}
        position={1250}
        seen={1750}
        computed={2000}
        live={false}
        width={WIDTH}
        height={84}
      />
    ),
  },
  {
    name: 'ImportancePlot',
    about: 'Four candidates, a budget of one, the second questioned.',
    chart: (
      <ImportancePlot
        rows={scored}
        scored={scored}
        selected={['fresh 1']}
        budget={1}
        order={RANKING}
        pointed={undefined}
        focused="fresh 2"
        onOrder={nothing}
        onPoint={nothing}
        onFocus={nothing}
      />
    ),
  },
  {
    name: 'IntegralPlot',
    about: 'A fresh neuron: a straight slope, three rectangles, the end point.',
    chart: (
      <IntegralPlot
        candidate={CANDIDATES[0]!}
        nodes={slopes(-0.02, -0.004, 0.05, 3, false)}
        curve={slopes(-0.02, -0.004, 0.05, 9, true)}
        width={WIDTH}
        height={200}
      />
    ),
  },
  {
    name: 'PartsPlot',
    about: 'Parts that promise more than the whole brings, one of them raising the loss.',
    chart: (
      <PartsPlot
        parts={[
          { key: 'fresh 1', kind: 'fresh', change: -6e-4 },
          { key: 'fresh 2', kind: 'fresh', change: -3e-4 },
          { key: 'split 0', kind: 'split', change: -1e-4 },
          { key: 'split 2', kind: 'split', change: 1e-4 },
        ]}
        whole={-5e-4}
        shown="fresh 2"
        onPoint={nothing}
        width={WIDTH}
      />
    ),
  },
  {
    name: 'LineagePlot',
    about: 'A first neuron that split, and a fresh one; splits and fresh ones let go.',
    chart: (
      <LineagePlot
        lineage={{
          lives: [
            { id: 0, origin: { kind: 'initial' }, birth: 1 },
            { id: 1, origin: { kind: 'split', parent: 0, phase: 1 }, birth: 2 },
            { id: 2, origin: { kind: 'fresh', phase: 2 }, birth: 3 },
          ],
          rejected: [
            { phase: 1, splits: [], fresh: 5 },
            { phase: 2, splits: [0, 1], fresh: 4 },
          ],
          lastPhase: 3,
        }}
        phases={5}
        rows={3}
        progress={0.4}
        pointed={undefined}
        dashed={new Set([2])}
        width={WIDTH}
      />
    ),
  },
  {
    name: 'RacePlot',
    about: 'Two lanes, one played further than the other.',
    chart: (
      <RacePlot
        lines={['var(--neuron-0)', 'var(--neuron-4)'].map((color, lane) => ({
          key: `lane-${lane}`,
          color,
          mark: lane,
          points: losses.map((loss, k) => ({ steps: k * 100, loss: loss * (1 + lane) })),
          place: 700 - 300 * lane,
          loss: losses[7 - 3 * lane]! * (1 + lane),
        }))}
        totalSteps={900}
        stepsPerPhase={300}
        width={WIDTH}
        height={HEIGHT}
      />
    ),
  },
  {
    name: 'SeriesPlot',
    about: 'Two series with bands along neurons, the second quiet, read out at three neurons.',
    chart: (
      <SeriesPlot
        curves={(['full', 'quiet'] as const).map((tone, series) => ({
          key: `series ${series}`,
          series: `series ${series}`,
          label: `Series ${series + 1}`,
          color: `var(--neuron-${series * 4})`,
          mark: series,
          tone,
          points: losses.slice(0, 5).map((loss, k) => {
            const y = loss * (1 + series / 2);
            return { x: k + 1, y, low: y / 2, high: y * 1.5, seed: k, phase: k + 1 };
          }),
          lines: undefined,
        }))}
        scale="log"
        axis="neurons"
        place={3}
        width={WIDTH}
        height={HEIGHT}
        onPlace={nothing}
        onChoose={nothing}
      />
    ),
  },
];

/** The two pictures that can be played with: how far a growth moves the function, and how few points an integral needs. */
import { useState } from 'react';
import { AreaPlot, GrownPlot } from '../../charts/ExplainerPlots.tsx';
import { midpoints } from '../../growth/importance.ts';
import { bell, GRID, grown, largestChange, lossAt, slopeAt } from './one-bell.ts';

function Slider(props: {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const { label, min, max, step, value, onChange } = props;
  return (
    <label className="explorable-slider">
      <span>{label}</span>
      <input
        type="range"
        className="range"
        {...{ min, max, step, value }}
        style={{ '--fill': `${(100 * (value - min)) / (max - min)}%` } as React.CSSProperties}
        onChange={({ target }) => onChange(Number(target.value))}
      />
      <output>{value}</output>
    </label>
  );
}

const KINDS = [
  { kind: 'split', label: 'Split' },
  { kind: 'fresh', label: 'Fresh neuron' },
] as const;

/** How much a split or a fresh neuron of strength eps changes the function. */
export function GrowthExplorable() {
  const [kind, setKind] = useState<'split' | 'fresh'>('split');
  const [eps, setEps] = useState(0.8);
  const curve = (f: (x: number) => number) => GRID.map((x) => [x, f(x)] as const);
  const change = largestChange(kind, eps);
  const half = largestChange(kind, eps / 2);
  const parts =
    kind === 'split'
      ? [curve((x) => 0.5 * bell(x, eps)), curve((x) => 0.5 * bell(x, -eps))]
      : [curve((x) => eps * bell(x, 2))];
  return (
    <figure className="explorable" aria-label="How far a growth moves the function">
      <div className="explorable-controls">
        <fieldset className="choice-row">
          <legend className="visually-hidden">Way to grow</legend>
          {KINDS.map((one) => (
            <label key={one.kind}>
              <input type="radio" name="growth" checked={kind === one.kind} onChange={() => setKind(one.kind)} />
              <span>{one.label}</span>
            </label>
          ))}
        </fieldset>
        <Slider label="ε" min={0} max={1} step={0.05} value={eps} onChange={setEps} />
      </div>
      <GrownPlot kind={kind} before={curve((x) => bell(x))} after={curve((x) => grown(kind, x, eps))} parts={parts} />
      <figcaption>
        The wide grey line is the neuron as it was; the amber line is the network after the growth. They differ by at
        most <strong>{change.toFixed(3)}</strong>; with half the ε by {half.toFixed(3)}
        {half > 0 && <>, {(change / half).toFixed(1)} times less</>}.{' '}
        {kind === 'split'
          ? 'For small ε that factor goes to four: a split is a square.'
          : 'Always half: a fresh neuron is a line.'}
      </figcaption>
    </figure>
  );
}

const END = 1.4;
const SLOPE = Array.from({ length: 71 }, (_, i) => (END * i) / 70).map((zeta) => [zeta, slopeAt(zeta)] as const);

/** How well n rectangles measure the area under a slope. */
export function IntegralExplorable() {
  const [n, setN] = useState(3);
  const nodes = midpoints(END, n).map((zeta) => ({ zeta, slope: slopeAt(zeta) }));
  const estimate = nodes.reduce((sum, { slope }) => sum + (END / n) * slope, 0);
  const change = lossAt(END) - lossAt(0);
  return (
    <figure className="explorable" aria-label="The area under the slope">
      <div className="explorable-controls">
        <Slider label="n" min={1} max={20} step={1} value={n} onChange={setN} />
      </div>
      <AreaPlot end={END} slope={SLOPE} rectangles={nodes} />
      <figcaption>
        One bell is split to fit two hills, much further than a real ε would go so that the slope bends. {n}{' '}
        {n === 1 ? 'rectangle says' : 'rectangles say'} <strong>{minus(estimate.toFixed(4))}</strong>; the loss really
        changes by {minus(change.toFixed(4))}. The error is {(100 * Math.abs(estimate / change - 1)).toFixed(1)} %.
      </figcaption>
    </figure>
  );
}

function minus(text: string): string {
  return text.replace('-', '−');
}

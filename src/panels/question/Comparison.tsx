/** Old curve, new curve, and their largest difference at both moments of a growth. */
import { useMemo } from 'react';
import { neuronCurve, plotScales, sampleGrid, sumCurves } from '../../charts/curves.ts';
import { DifferencePlot } from '../../charts/DifferencePlot.tsx';
import { FIT_MARGIN } from '../../charts/FitPlot.tsx';
import { formatChange } from '../../charts/numbers.ts';
import { differenceOf, growthAt } from '../../growth/partial-growth.ts';
import { viewStore } from '../../store/view-store.ts';
import type { ApplyEvent } from '../shown.ts';
import type { BeforeAfterProps } from './BeforeAfter.tsx';

/** Where old and new are compared, and drawn. */
const SAMPLES = 301;

const MOMENTS = [
  { moment: 'step 0', label: 'Split, step 0' },
  { moment: 'step taken', label: 'Step taken' },
] as const;
type Moment = (typeof MOMENTS)[number]['moment'];

export default function Comparison({
  event,
  compared,
  task,
  width,
  height,
}: Omit<BeforeAfterProps, 'event'> & { event: ApplyEvent; compared: Moment }) {
  const scales = useMemo(() => plotScales(task, width, height, FIT_MARGIN), [task, width, height]);
  const { before, differences } = useMemo(() => {
    const [left = 0, right = 1] = scales.x.domain();
    const x = sampleGrid(left, right, SAMPLES);
    const old = event.before.network;
    return {
      before: sumCurves(
        x,
        old.neurons.map((neuron) => neuronCurve(old, neuron, x)),
      ),
      differences: {
        'step 0': differenceOf(old, growthAt(old, event.network, 0), x),
        'step taken': differenceOf(old, event.network, x),
      },
    };
  }, [event, scales]);
  return (
    <>
      <DifferencePlot
        {...{ before, scales, width, height }}
        difference={{ x: before.x, y: differences[compared].values }}
        largest={differences['step taken'].largest}
      />
      <fieldset className="comparison" aria-label="Before and after">
        <p>Largest difference to the curve before</p>
        {MOMENTS.map(({ moment, label }) => (
          <label key={moment}>
            <input
              type="radio"
              name="compared"
              checked={compared === moment}
              onChange={() => viewStore.setState({ compared: moment })}
            />
            <span>{label}</span>
            <output>{written(differences[moment].largest)}</output>
          </label>
        ))}
      </fieldset>
    </>
  );
}

/** Half an output weight twice is the whole, bit for bit; only the order of the sum can round differently. */
function written(difference: number): string {
  if (difference === 0) return '0, exactly';
  return difference < 1e-12 ? `${formatChange(difference)}, rounding` : formatChange(difference);
}

/** The function-preserving moment: at a growth, the curve before and after, at step 0 and with the step taken. */
import { useMemo } from 'react';
import { neuronCurve, plotScales, sampleGrid, sumCurves } from '../../charts/curves.ts';
import { DifferencePlot } from '../../charts/DifferencePlot.tsx';
import { FIT_MARGIN } from '../../charts/FitPlot.tsx';
import { formatChange } from '../../charts/numbers.ts';
import type { DescentEvent } from '../../growth/events.ts';
import { differenceOf, growthAt } from '../../growth/growing.ts';
import type { Network } from '../../networks/network.ts';
import { viewStore } from '../../store/view-store.ts';
import type { Task } from '../../tasks/task.ts';
import { useView } from '../lab-context.ts';
import type { ApplyEvent } from '../shown.ts';

/** Where old and new are compared, and drawn. */
const SAMPLES = 301;

/** True for an event that adds neurons to the network it had (a method that begins again preserves nothing). */
function isGrowth(event: DescentEvent | undefined): event is ApplyEvent {
  return event?.kind === 'apply' && event.scored.length > 0;
}

/** The network that "Function fit" draws: at step 0 if the visitor looks at that, else the event's own. */
export function useComparedNetwork(event: DescentEvent | undefined): Network | undefined {
  const compared = useView((state) => state.compared);
  return useMemo(
    () =>
      isGrowth(event) && compared === 'step 0' ? growthAt(event.before.network, event.network, 0) : event?.network,
    [event, compared],
  );
}

export interface BeforeAfterProps {
  readonly event: DescentEvent | undefined;
  readonly task: Task;
  readonly width: number;
  readonly height: number;
}

export function BeforeAfter({ event, ...place }: BeforeAfterProps) {
  const compared = useView((state) => state.compared);
  if (!isGrowth(event)) return null;
  return (
    <>
      {compared && <Comparison {...{ event, compared, ...place }} />}
      <button
        type="button"
        className="filter before-after"
        aria-pressed={compared !== undefined}
        data-export="no"
        onClick={() => viewStore.setState({ compared: compared ? undefined : 'step taken' })}
      >
        Before and after
      </button>
    </>
  );
}

const MOMENTS = [
  { moment: 'step 0', label: 'Split, step 0' },
  { moment: 'step taken', label: 'Step taken' },
] as const;
type Moment = (typeof MOMENTS)[number]['moment'];

function Comparison({
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

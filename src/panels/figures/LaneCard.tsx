/** One lane of a race: its fit and its network, small. */
import { memo } from 'react';
import { sampleGrid } from '../../charts/curves.ts';
import { FitPlot } from '../../charts/FitPlot.tsx';
import { NetworkPlot } from '../../charts/NetworkPlot.tsx';
import { formatLoss } from '../../charts/numbers.ts';
import { InlineSeries } from '../../charts/series-marks.tsx';
import { viewHash } from '../../link/view-link.ts';
import { described } from '../../methods/catalogue.ts';
import type { Recipe } from '../../runs/recipe.ts';
import type { Lane, Moment } from '../../store/race-store.ts';
import { INPUT_RANGE, type Task } from '../../tasks/task.ts';
import { useAppearance } from '../use-appearance.ts';
import { useSize } from '../use-size.ts';
import { methodStyle } from './series-curves.ts';

const GRID = sampleGrid(-INPUT_RANGE, INPUT_RANGE, 41);
const FIT_HEIGHT = 168;
/** The network is laid out in this width, where ten neurons stand in one row, and drawn smaller. */
const NETWORK_WIDTH = 720;
const NETWORK_HEIGHT = 150;

export interface LaneCardProps {
  readonly method: string;
  readonly status: Lane['status'];
  readonly message: string | undefined;
  readonly held: boolean;
  readonly moment: Moment | undefined;
  /** 1 is the lane with the lowest loss. */
  readonly rank: number | undefined;
  readonly task: Task | undefined;
  readonly recipe: Recipe;
  readonly onHold: (method: string, held: boolean) => void;
}

export const LaneCard = memo(function LaneCard(props: LaneCardProps) {
  const { method, status, message, held, moment, rank, task, recipe, onHold } = props;
  const [ref, { width }] = useSize();
  const appearance = useAppearance();
  const { label, summary } = described(method);
  const event = moment?.event;
  const network = event?.network;
  const scale = Math.min(1, width / NETWORK_WIDTH);
  const count = network?.neurons.length ?? 0;
  return (
    <article className="card lane" aria-label={label} data-held={held || undefined}>
      <header>
        <h2 title={summary}>
          <InlineSeries {...methodStyle(method)} />
          {label}
        </h2>
        {rank !== undefined && <span className="rank">{rank}.</span>}
      </header>
      <p className="lane-facts">
        {status === 'failed'
          ? `Stopped: ${message}`
          : event
            ? `${count} ${count === 1 ? 'neuron' : 'neurons'} · loss ${formatLoss(event.loss)}`
            : 'Starting'}
      </p>
      <div className="lane-pictures">
        <div ref={ref} className="lane-fit">
          {task && width > 0 && (
            <FitPlot {...{ task, network, appearance, width }} ghosts={[]} pointed={undefined} height={FIT_HEIGHT} />
          )}
        </div>
        <div className="lane-network" style={{ width: scale * NETWORK_WIDTH, height: scale * NETWORK_HEIGHT }}>
          {network && width > 0 && (
            <div style={{ transform: `scale(${scale})` }}>
              <NetworkPlot
                network={network}
                growth={undefined}
                arrivals={[]}
                pointed={undefined}
                onPoint={() => {}}
                width={NETWORK_WIDTH}
                grid={GRID}
              />
            </div>
          )}
        </div>
      </div>
      <footer>
        <button type="button" className="button quiet" aria-pressed={held} onClick={() => onHold(method, !held)}>
          Hold
        </button>
        <a href={viewHash({ ...recipe, method }, event)} aria-label={`Open ${label} on the Toy page`}>
          Open on the Toy page
        </a>
      </footer>
    </article>
  );
});

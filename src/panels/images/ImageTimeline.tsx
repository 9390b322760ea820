/** The timeline of an image run: epochs of all phases, the loss behind them, a mark where it grew, and the way back to live. */
import { useMemo } from 'react';
import { IMAGE_ACTIONS } from '../../actions/image-actions.ts';
import { keyLabel } from '../../actions/keys.ts';
import type { MarkKind } from '../../charts/Marks.tsx';
import { formatCount } from '../../charts/numbers.ts';
import { type Landscape, TimelinePlot } from '../../charts/TimelinePlot.tsx';
import {
  IMAGE_PHASE_LENGTH,
  lossesUpTo,
  momentPosition,
  type Trajectory,
  timelineLength,
} from '../../runs/images/image-timeline.ts';
import { extentOf, isComputing, lookingAt } from '../../store/images/image-lab-state.ts';
import { TimelineSlider } from '../TimelineSlider.tsx';
import { useWhere } from './ImageRunStatus.tsx';
import { useImageLab, useImages, useOnScreen } from './image-context.ts';
import { arrivals, channelCount, imageStatus } from './image-sentences.ts';

/** Marks of one growth stand this far to both sides of it, in thousandths of a phase. */
const BESIDE = 14;

function landscapeOf(trajectory: Trajectory): Landscape {
  const points = lossesUpTo(trajectory).map(({ position, loss }) => ({ position, loss }));
  const { finished, current } = trajectory;
  const phases = [...finished, ...(current ? [current] : [])];
  const growths = phases.flatMap(({ channels }, index) => {
    if (index === 0) return [];
    const { split, fresh } = arrivals(channels, index + 1);
    const kinds: MarkKind[] = [...(fresh > 0 ? ['fresh' as const] : []), ...(split > 0 ? ['split' as const] : [])];
    const start = index * IMAGE_PHASE_LENGTH;
    return kinds.map((kind, k) => ({ kind, position: start + (kinds.length > 1 ? BESIDE * (2 * k - 1) : 0) }));
  });
  const losses = points.map(({ loss }) => loss);
  const high = Math.max(...losses, 0.001);
  const low = Math.min(...losses, high);
  return { points, growths, low: low * (low / high) ** 0.25 * 0.98, high };
}

export function ImageTimeline() {
  const lab = useImageLab();
  const screen = useOnScreen();
  const recipe = useImages((state) => state.recipe);
  const where = useWhere();
  const live = useImages((state) => state.at !== undefined && lookingAt(state) === 'own' && isComputing(state.own));
  const trajectory = screen?.trajectory;
  const landscape = useMemo(
    () => (trajectory ? landscapeOf(trajectory) : { points: [], growths: [], low: 0.1, high: 1 }),
    [trajectory],
  );
  const details = useMemo(() => {
    const phases = trajectory ? [...trajectory.finished, ...(trajectory.current ? [trajectory.current] : [])] : [];
    return phases.map(({ channels }) => `${formatCount(channelCount(channels))} channels`);
  }, [trajectory]);
  const extent = trajectory ?? extentOf(recipe);
  const length = timelineLength(extent);
  const position = screen ? momentPosition(screen.moment, screen.trajectory.epochs) : 0;
  const last = screen?.moments.at(-1);
  const computed = screen && last ? momentPosition(last, screen.trajectory.epochs) : 0;
  return (
    <TimelineSlider
      length={length}
      position={position}
      valueText={screen ? imageStatus(screen.shown, screen.trajectory, where) : 'No run yet'}
      onSeek={lab.seek}
    >
      {(size) => (
        <TimelinePlot
          landscape={landscape}
          forks={[]}
          phases={extent.phases}
          phaseLength={IMAGE_PHASE_LENGTH}
          {...{ length, position, computed, live, details, ...size }}
          seen={computed}
        />
      )}
    </TimelineSlider>
  );
}

/** Shown while the visitor looks at the past of a run that goes on. */
export function ImageBackToLive() {
  const lab = useImageLab();
  const screen = useOnScreen();
  const behind = useImages((state) => lookingAt(state) === 'own' && state.at !== undefined);
  const computing = useImages(({ own }) => isComputing(own));
  const last = screen?.moments.at(-1);
  if (!behind || !last) return null;
  const { label, keys } = IMAGE_ACTIONS.live;
  return (
    <button
      type="button"
      className="button back-to-live"
      data-live={computing || undefined}
      title={`${label} (${keys.map(keyLabel).join(' or ')})`}
      onClick={lab.backToLive}
    >
      <span className="live-dot" aria-hidden="true" />
      Back to live<span className="live-phase"> · phase {last.phase}</span>
    </button>
  );
}

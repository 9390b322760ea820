/** The timeline: one slider over the whole run, with the loss, the growths and the branches behind it. */
import { useMemo } from 'react';
import { TimelinePlot } from '../charts/TimelinePlot.tsx';
import { eventPosition, expectedPhases, PHASE_LENGTH } from '../runs/positions.ts';
import { landscapeOf } from './branches/landscape.ts';
import { useOtherBranches } from './branches/use-other-branches.ts';
import { useRun, useRunStore, useView } from './lab-context.ts';
import { statusText } from './status-text.ts';
import { TimelineSlider } from './TimelineSlider.tsx';
import { useComputedEvents } from './use-computed-events.ts';

export function Timeline() {
  const store = useRunStore();
  const events = useRun((state) => state.events);
  const computedEvents = useComputedEvents();
  const others = useOtherBranches();
  const pointedBranch = useView((state) => state.pointedBranch);
  const seen = useRun((state) => state.seen);
  const cursor = useRun((state) => state.cursor);
  const behind = useRun((state) => state.behind);
  const recipe = useRun((state) => state.recipe);
  const report = useRun((state) => state.report);
  const event = events[cursor];
  const last = events.at(-1);
  const furthest = events[seen];
  const landscape = useMemo(() => landscapeOf(computedEvents), [computedEvents]);
  const landscapes = useMemo(
    () => others.map(({ events, shared, ...other }) => ({ ...other, landscape: landscapeOf(events, shared - 1) })),
    [others],
  );
  const ends = [...others.map((other) => other.events.at(-1)), last];
  const phases = Math.max(expectedPhases(recipe), ...ends.map((end) => end?.phase ?? 1));
  // The last phase only trains, so the axis ends with its training.
  const ended = ends.every((end) => end?.kind === 'end');
  const length = ended ? Math.max(...ends.map((end) => eventPosition(end!))) : (phases - 1) * PHASE_LENGTH + 800;
  const position = event ? eventPosition(event) : 0;
  return (
    <TimelineSlider
      length={length}
      position={position}
      valueText={event ? statusText(event, report) : 'No events yet'}
      onSeek={store.getState().seek}
    >
      {(size) => (
        <TimelinePlot
          landscape={landscape}
          forks={landscapes.map((other) => ({ ...other, pointed: other.id === pointedBranch }))}
          phaseLength={PHASE_LENGTH}
          {...{ phases, length, position, ...size }}
          seen={furthest ? eventPosition(furthest) : 0}
          computed={last ? eventPosition(last) : 0}
          live={behind}
        />
      )}
    </TimelineSlider>
  );
}

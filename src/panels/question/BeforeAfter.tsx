/** The function-preserving moment: at a growth, the curve before and after, at step 0 and with the step taken. */
import { lazy, Suspense, useMemo } from 'react';
import type { DescentEvent } from '../../growth/events.ts';
import { growthAt } from '../../growth/partial-growth.ts';
import type { Network } from '../../networks/network.ts';
import { viewStore } from '../../store/view-store.ts';
import type { Task } from '../../tasks/task.ts';
import { useView } from '../lab-context.ts';
import type { ApplyEvent } from '../shown.ts';

const Comparison = lazy(() => import('./Comparison.tsx'));

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
      {compared && (
        <Suspense>
          <Comparison {...{ event, compared, ...place }} />
        </Suspense>
      )}
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

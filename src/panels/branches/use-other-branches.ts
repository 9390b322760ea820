/** The branches that are not on screen, as charts draw them beside the one that is. */
import { useMemo } from 'react';
import type { DescentEvent } from '../../growth/events.ts';
import { sharedEvents } from '../../store/branches.ts';
import { useRun } from '../lab-context.ts';
import { useComputedEvents } from '../use-computed-events.ts';

export interface OtherBranch {
  readonly id: number;
  readonly letter: string;
  /** Its log as far as the visitor has seen it. */
  readonly events: readonly DescentEvent[];
  /** How many first events it shares with the branch on screen; at least 1. */
  readonly shared: number;
}

export function useOtherBranches(): readonly OtherBranch[] {
  const branches = useRun((state) => state.branches);
  const current = useRun((state) => state.branch);
  const events = useComputedEvents();
  return useMemo(
    () =>
      branches
        .filter(({ id, line }) => id !== current && line.events.length > 0)
        .map(({ id, letter, line }) => {
          const seen = line.events.slice(0, line.seen + 1);
          return { id, letter, events: seen, shared: Math.max(1, sharedEvents(seen, events)) };
        }),
    [branches, current, events],
  );
}

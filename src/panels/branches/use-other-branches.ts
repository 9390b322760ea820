/** The branches that are not on screen, as charts draw them beside the one that is. */
import { useMemo } from 'react';
import type { DescentEvent } from '../../growth/events.ts';
import { sharedEvents } from '../../store/branches.ts';
import { useRun } from '../lab-context.ts';
import { useComputedEvents } from '../use-computed-events.ts';

export interface OtherBranch {
  readonly id: number;
  readonly letter: string;
  /** Its log as far as it has been computed: a branch is there to be compared with. */
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
        .map(({ id, letter, line }) => ({
          id,
          letter,
          events: line.events,
          shared: Math.max(1, sharedEvents(line.events, events)),
        })),
    [branches, current, events],
  );
}

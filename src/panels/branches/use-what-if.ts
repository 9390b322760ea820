/** The question "What if?" at a growth: which candidates are ticked, what is changed, and whether a branch can be grown of it. */
import { useStore } from 'zustand';
import { ranked } from '../../charts/candidate-order.ts';
import { keptInPhase, settingsInPhase } from '../../runs/changes.ts';
import type { Recipe } from '../../runs/recipe.ts';
import { viewStore } from '../../store/view-store.ts';
import { type ChangedSettings, changeGrowth, closeWhatIf, whatIfStore } from '../../store/what-if-store.ts';
import { useRun, useRunStore } from '../lab-context.ts';
import { type SelectionEvent, scoringKey } from '../shown.ts';

/** What the method keeps, as far as it is known: the selection, or what the budget will take. */
function keptKeys(scoring: SelectionEvent, budget: number): readonly string[] {
  if ('selected' in scoring) return scoring.selected;
  return ranked(scoring.scored)
    .filter(({ predictedChange }) => predictedChange < 0)
    .slice(0, budget)
    .map(({ candidate }) => candidate.key);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

export function useWhatIf(scoring: SelectionEvent) {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const growth = scoringKey(scoring);
  const choice = useStore(whatIfStore, (state) => (state.growth === growth ? state : undefined));
  const settings = settingsInPhase(recipe, scoring.phase) as Recipe;
  const kept = keptInPhase(recipe.changes, scoring.phase) ?? keptKeys(scoring, settings.neuronBudget);
  const ticked = choice?.ticked ?? kept;
  const changed = choice?.settings ?? {};
  const others = Object.entries(changed).filter(([key, value]) => settings[key as keyof ChangedSettings] !== value);
  const otherSettings = others.length > 0;
  const room = settings.maxNeurons - scoring.phase;
  const problemOfTicks = () => {
    if (ticked.length === 0) return 'Keep at least one candidate.';
    if (ticked.length > Math.max(1, room)) return `The network may grow by ${room} more.`;
    if (sameKeys(ticked, kept)) return 'This is what the method keeps. Tick others in the list, or change a setting.';
    return undefined;
  };
  const problem = otherSettings ? undefined : problemOfTicks();
  return {
    settings,
    ticked,
    changed,
    /** The candidates will be others, so ticks among these mean nothing. */
    otherSettings,
    /** Why no branch can be grown yet, in one sentence. */
    problem,
    /** Ticks a candidate or not; the run stops, and the question opens. */
    tick(key: string, on: boolean) {
      store.getState().pause();
      viewStore.setState({ whatIfOpen: true });
      changeGrowth(growth, { ticked: on ? [...ticked, key] : ticked.filter((one) => one !== key) });
    },
    change(patch: ChangedSettings) {
      changeGrowth(growth, { settings: { ...changed, ...patch } });
    },
    /** Grows the branch, if there is no problem; returns whether it did. */
    grow(): boolean {
      if (problem) return false;
      const change = otherSettings
        ? { phase: scoring.phase, settings: Object.fromEntries(others) }
        : { phase: scoring.phase, keep: ticked };
      if (!store.getState().growBranch(change)) return false;
      closeWhatIf();
      return true;
    },
  };
}

/** "What if?": other candidates, or other settings, at a growth that has been seen; a branch shows what comes of it. */
import { useEffect, useRef, useState } from 'react';
import { candidateName, ranked } from '../../charts/ImportancePlot.tsx';
import { InlineMark } from '../../charts/Marks.tsx';
import { formatChange } from '../../charts/numbers.ts';
import { type ChangeableKey, keptInPhase, settingsInPhase } from '../../runs/changes.ts';
import type { Recipe } from '../../runs/recipe.ts';
import { nextLetter } from '../../store/branches.ts';
import { viewStore } from '../../store/view-store.ts';
import { point, useRun, useRunStore, useView } from '../lab-context.ts';
import { Choice, NumberField } from '../RecipePanel.tsx';
import { lastScoring, type SelectionEvent } from '../shown.ts';

const NUMBERS = ['stepSize', 'neuronBudget', 'freshCandidates'] as const;

export function WhatIf() {
  const scoring = useRun((state) => lastScoring(state.events, state.cursor));
  return (
    <section className="card what-if" aria-labelledby="what-if-title">
      <header className="figure-head">
        <h2 id="what-if-title">What if?</h2>
        <span className="note">{scoring ? `growth of phase ${scoring.phase}` : ''}</span>
        <button
          type="button"
          className="button quiet icon"
          aria-label="Close what if"
          onClick={() => viewStore.setState({ whatIfOpen: false })}
        >
          ✕
        </button>
      </header>
      {scoring ? (
        <WhatIfForm key={`${scoring.phase} ${scoring.scored.length}`} scoring={scoring} />
      ) : (
        <p className="empty">
          The run has not grown yet. Press Step until candidates are scored, then choose others than the method does.
        </p>
      )}
    </section>
  );
}

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

function WhatIfForm({ scoring }: { scoring: SelectionEvent }) {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const letter = useRun((state) => nextLetter(state.branches));
  const pointed = useView((state) => state.pointed);
  const settings = settingsInPhase(recipe, scoring.phase) as Recipe;
  const kept = keptInPhase(recipe.changes, scoring.phase) ?? keptKeys(scoring, settings.neuronBudget);
  const [ticked, setTicked] = useState<readonly string[]>(kept);
  const [changed, setChanged] = useState<Partial<Record<ChangeableKey, string | number>>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus({ preventScroll: true }), []);

  const others = Object.entries(changed).filter(([key, value]) => settings[key as ChangeableKey] !== value);
  const otherSettings = others.length > 0;
  const room = settings.maxNeurons - scoring.phase;
  const tooMany = ticked.length > Math.max(1, room);
  const problem = otherSettings
    ? undefined
    : ticked.length === 0
      ? 'Keep at least one candidate.'
      : tooMany
        ? `The network may grow by ${room} more.`
        : sameKeys(ticked, kept)
          ? 'This is what the method kept. Tick others, or change a setting.'
          : undefined;
  const grow = () => {
    if (problem) return;
    const change = otherSettings
      ? { phase: scoring.phase, settings: Object.fromEntries(others) }
      : { phase: scoring.phase, keep: ticked };
    if (store.getState().growBranch(change)) viewStore.setState({ whatIfOpen: false });
  };
  const tick = (key: string, on: boolean) =>
    setTicked((before) => (on ? [...before, key] : before.filter((one) => one !== key)));
  const patch = (change: Partial<Recipe>) =>
    setChanged((before) => ({ ...before, ...(change as Partial<Record<ChangeableKey, string | number>>) }));
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        grow();
      }}
    >
      <fieldset className="what-if-candidates" disabled={otherSettings}>
        <legend>Keep these candidates</legend>
        {ranked(scoring.scored).map(({ candidate, predictedChange }) => (
          <label
            key={candidate.key}
            data-pointed={pointed === candidate.key || undefined}
            onPointerEnter={() => point(candidate.key)}
            onPointerLeave={() => point(undefined)}
          >
            <input
              type="checkbox"
              checked={ticked.includes(candidate.key)}
              onChange={({ target }) => tick(candidate.key, target.checked)}
              onFocus={() => point(candidate.key)}
              onBlur={() => point(undefined)}
            />
            <InlineMark kind={candidate.kind} />
            <span>{candidateName(candidate)}</span>
            <span className="importance-value">{formatChange(predictedChange)}</span>
          </label>
        ))}
      </fieldset>
      <details className="what-if-settings">
        <summary>Or try the growth anew with other settings</summary>
        <div>
          <Choice name="method" value={String(changed.method ?? settings.method)} onChange={patch} />
          {NUMBERS.map((key) => (
            <NumberField key={key} name={key} value={Number(changed[key] ?? settings[key])} onChange={patch} />
          ))}
        </div>
      </details>
      <p className="note" role="status">
        {problem ?? (otherSettings ? 'The candidates are tuned and scored anew.' : 'The run before stays as it is.')}
      </p>
      <button type="submit" className="button primary" aria-disabled={problem !== undefined || undefined}>
        Grow branch {letter}
      </button>
    </form>
  );
}

/** "What if?": other candidates, or other settings, at a growth that has been seen; a branch shows what comes of it. */
import { useEffect, useRef } from 'react';
import type { Recipe } from '../../runs/recipe.ts';
import { nextLetter } from '../../store/branches.ts';
import { type ChangedSettings, closeWhatIf } from '../../store/what-if-store.ts';
import { useRun } from '../lab-context.ts';
import { Choice, NumberField } from '../RecipePanel.tsx';
import type { SelectionEvent } from '../shown.ts';
import { prefersReducedMotion } from '../use-playback.ts';
import { useWhatIf } from './use-what-if.ts';

const NUMBERS = ['stepSize', 'neuronBudget', 'freshCandidates'] as const;

/** Below the list of candidates, where others are ticked. */
export function WhatIf({ scoring }: { scoring: SelectionEvent | undefined }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Opened from elsewhere, it begins at the candidates.
    const figure = section.current?.closest('figure');
    if (!figure || figure.contains(document.activeElement)) return;
    figure.scrollIntoView({ block: 'nearest', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
    figure.querySelector<HTMLElement>('input[type="checkbox"]')?.focus({ preventScroll: true });
  }, []);
  return (
    <section ref={section} className="what-if" aria-labelledby="what-if-title" data-export="no">
      <header>
        <h3 id="what-if-title">What if?</h3>
        <button type="button" className="button quiet icon" aria-label="Close what if" onClick={closeWhatIf}>
          ✕
        </button>
      </header>
      {scoring && scoring.scored.length > 0 ? (
        <WhatIfForm scoring={scoring} />
      ) : (
        <p className="note">
          {scoring
            ? 'This method has no candidates to choose from.'
            : 'The run has not grown yet. Press Select above, then choose others than the method does.'}
        </p>
      )}
    </section>
  );
}

function WhatIfForm({ scoring }: { scoring: SelectionEvent }) {
  const letter = useRun((state) => nextLetter(state.branches));
  const { settings, changed, otherSettings, problem, change, grow } = useWhatIf(scoring);
  const patch = (values: Partial<Recipe>) => change(values as ChangedSettings);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (grow()) showFit();
      }}
    >
      <p role="status">
        {problem ??
          (otherSettings
            ? 'The candidates will be tuned and scored anew. The run before stays.'
            : 'The branch keeps what you ticked. The run before stays.')}
      </p>
      <button type="submit" className="button primary" aria-disabled={problem !== undefined || undefined}>
        Grow branch {letter}
      </button>
      <details className="what-if-settings">
        <summary>Or try the growth anew with other settings</summary>
        <div>
          <Choice name="method" value={String(changed.method ?? settings.method)} onChange={patch} />
          {NUMBERS.map((key) => (
            <NumberField key={key} name={key} value={Number(changed[key] ?? settings[key])} onChange={patch} />
          ))}
        </div>
      </details>
    </form>
  );
}

/** What a branch does is seen in "Function fit"; on a phone that may be out of sight. */
function showFit(): void {
  const fit = document.querySelector('.toy .fit');
  const box = fit?.getBoundingClientRect();
  if (!fit || !box || (box.top >= 0 && box.bottom <= innerHeight)) return;
  fit.scrollIntoView({ block: 'start', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
}

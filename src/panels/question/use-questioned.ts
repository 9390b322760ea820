/** Which growth, and which of its candidates, is being questioned; and what the engine answers. */
import { useEffect, useMemo, useReducer } from 'react';
import { ranked } from '../../charts/candidate-order.ts';
import type { ScoredCandidate } from '../../growth/importance.ts';
import type { ScoreAnswer, ScoreQuestion } from '../../growth/question.ts';
import { settingsInPhase } from '../../runs/changes.ts';
import type { Recipe } from '../../runs/recipe.ts';
import { FAST } from '../../store/staggered-store.ts';
import { useRun, useRunStore, useView } from '../lab-context.ts';
import { captionsAt, lastScoring, type SelectionEvent, scoringKey } from '../shown.ts';

export interface Questioned {
  readonly scoring: SelectionEvent;
  /** The settings of that growth. */
  readonly settings: Recipe;
  /** The candidate pointed at, else the one chosen, else the best. */
  readonly entry: ScoredCandidate;
  /** Whether the method scores a candidate with the others on, as eq. 5 says, or alone. */
  readonly company: ScoreQuestion['company'];
}

/** The growth on screen (or the last one) and the candidate in focus; undefined while nothing has been scored. */
export function useQuestioned(): Questioned | undefined {
  const scoring = useRun((state) => lastScoring(state.events, state.cursor));
  const recipe = useRun((state) => state.recipe);
  const pointed = useView((state) => state.pointed);
  const focused = useView((state) => state.focused);
  return useMemo(() => {
    const order = ranked(scoring?.scored ?? []);
    const [best] = order;
    if (!scoring || !best) return undefined;
    const withKey = (key: string | undefined) => order.find(({ candidate }) => candidate.key === key);
    const chosen = focused?.phase === scoring.phase ? withKey(focused.key) : undefined;
    const settings = settingsInPhase(recipe, scoring.phase);
    const paper = best.nodes.length > 0 || captionsAt(recipe, scoring.phase) === undefined;
    return { scoring, settings, entry: withKey(pointed) ?? chosen ?? best, company: paper ? 'others' : 'nobody' };
  }, [scoring, recipe, pointed, focused]);
}

/** The network that a growth starts from. */
function grownFrom(scoring: SelectionEvent) {
  return scoring.kind === 'apply' ? scoring.before.network : scoring.network;
}

type Ask = ScoreQuestion['ask'];
type AnswerTo<K extends Ask['kind']> = Extract<ScoreAnswer, { kind: K }>;

/** Answers by question; a growth is asked about once, however often it is looked at. */
const answers = new Map<string, ScoreAnswer | { readonly kind: 'failed'; readonly message: string }>();
const MOST_ANSWERS = 400;
/** A question waits until the growth has been on screen this long, in milliseconds. */
const PATIENCE = 120;
/** At the fastest speeds growths only flash by: none stays this long before the run rests. */
const FAST_PATIENCE = 800;

export interface Reply<K extends Ask['kind']> {
  readonly answer: AnswerTo<K> | undefined;
  /** Why there is no answer, in one sentence. */
  readonly problem: string | undefined;
}

/** Asks the engine about the growth on screen; the answer is undefined until it has come. */
export function useAnswer<K extends Ask['kind']>(
  questioned: Questioned | undefined,
  ask: Extract<Ask, { kind: K }> | undefined,
): Reply<K> {
  const store = useRunStore();
  const data = useRun((state) => state.task?.data);
  const [, render] = useReducer((count: number) => count + 1, 0);
  const growth = questioned && `${questioned.company} ${scoringKey(questioned.scoring)}`;
  const key = growth && ask && data ? `${growth} ${JSON.stringify(ask)}` : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question.
  useEffect(() => {
    // What could not be answered is asked again when it is looked at again.
    const known = () => key !== undefined && (answers.get(key)?.kind ?? 'failed') !== 'failed';
    if (!key || !questioned || !ask || !data || known()) return;
    let wanted = true;
    const { playing, speed } = store.getState();
    const patience = playing && speed >= FAST ? FAST_PATIENCE : PATIENCE;
    const timer = setTimeout(async () => {
      if (known()) return render();
      const { scoring, settings, company } = questioned;
      const candidates = scoring.scored.map(({ candidate }) => candidate);
      const question = { network: grownFrom(scoring), candidates, data, stepSize: settings.stepSize, company, ask };
      const answer = await store
        .getState()
        .ask(question)
        .catch((error: Error) => ({ kind: 'failed', message: error.message }) as const);
      if (answers.size >= MOST_ANSWERS) answers.delete(answers.keys().next().value!);
      answers.set(key, answer);
      if (wanted) render();
    }, patience);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, store]);
  const found = key === undefined ? undefined : answers.get(key);
  if (found?.kind === 'failed') return { answer: undefined, problem: found.message };
  return { answer: found as AnswerTo<K> | undefined, problem: undefined };
}

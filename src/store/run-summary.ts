/** What the list of kept runs shows of a run. */
export interface RunSummary {
  /** The same recipe on the same kind of engine is the same run. */
  readonly id: string;
  /** Given by the visitor; empty for the recipe's own words. */
  readonly name: string;
  /** The recipe in one line. */
  readonly recipe: string;
  readonly engine: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Of the last event. */
  readonly phase: number;
  readonly neurons: number;
  readonly loss: number;
  /** Events in the log. */
  readonly events: number;
  readonly complete: boolean;
  /** Where the visitor looked, in thousandths of a phase from the start. */
  readonly at: number;
}

/** True for a summary as it was stored. */
export function isSummary(raw: unknown): raw is RunSummary {
  const { id, name, recipe, engine, complete, ...numbers } = Object(raw) as Record<string, unknown>;
  const counts = [numbers.savedAt, numbers.phase, numbers.neurons, numbers.events, numbers.at];
  return (
    [id, name, recipe, engine].every((text) => typeof text === 'string') &&
    typeof complete === 'boolean' &&
    counts.every((count) => typeof count === 'number' && Number.isFinite(count)) &&
    typeof numbers.loss === 'number'
  );
}

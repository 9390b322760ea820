/**
 * Departures from a recipe at a growth: what a branch ("what if?") is made of. They are part of the recipe, so a branch can
 * be linked to, saved and repeated like any run.
 */
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { neuronName } from '../networks/network.ts';
import { readChoice, readNumber, SETTINGS } from './settings.ts';

/** Settings that a growth may change without making the run before it another one. */
export const CHANGEABLE = [
  'method',
  'freshCandidates',
  'stepSize',
  'neuronBudget',
  'quadraturePoints',
  'scoreRule',
] as const;
export type ChangeableKey = (typeof CHANGEABLE)[number];

/** A departure in one phase's growth. */
export interface PhaseChange {
  /** The phase whose growth is changed, from 1. */
  readonly phase: number;
  /** Keys of the candidates to keep, in place of the method's own choice. */
  readonly keep?: readonly string[];
  /** Settings that hold from this phase's over-growing on. */
  readonly settings?: Readonly<Partial<Record<ChangeableKey, string | number>>>;
}

/** What came out of reading changes: those that could be used, and a sentence for each thing that could not. */
export interface RestoredChanges {
  readonly changes: readonly PhaseChange[];
  readonly problems: readonly string[];
}

const MAX_CHANGES = 50;
const MAX_KEPT = 50;
const CANDIDATE_KEY = /^[a-z]{1,20} \d{1,9}$/;

/** The changes of a branch that leaves at `change.phase`: what happened before stays, what came later is left out. */
export function changesWith(changes: readonly PhaseChange[], change: PhaseChange): readonly PhaseChange[] {
  const before = changes.filter(({ phase }) => phase < change.phase);
  const here = changes.find(({ phase }) => phase === change.phase);
  // Other candidates of the same over-growing: the settings that led to it stay. Other settings: it is tried anew.
  const merged = change.keep && here?.settings ? { ...change, settings: here.settings } : change;
  return [...before, merged];
}

/** Settings as they hold in the growth of a phase. */
export function settingsInPhase<T extends object>(
  settings: T & { readonly changes?: readonly PhaseChange[] | undefined },
  phase: number,
): T {
  const until = settings.changes?.filter((change) => change.phase <= phase && change.settings) ?? [];
  return Object.assign({}, settings, ...until.map((change) => change.settings));
}

/** Candidates to keep in a phase, if the recipe says so. */
export function keptInPhase(changes: readonly PhaseChange[] | undefined, phase: number): readonly string[] | undefined {
  return changes?.find((change) => change.phase === phase)?.keep;
}

/** Most names in a sentence. */
const MOST_NAMES = 8;

function listed(keys: readonly string[]): string {
  const names = keys.slice(0, MOST_NAMES).map(nameOfKey);
  return keys.length > MOST_NAMES ? `${names.join(', ')} and ${keys.length - MOST_NAMES} more` : names.join(', ');
}

/**
 * What is wrong with the changes of a phase once the candidates of its growth are known, as a sentence without its full stop;
 * what becomes of it where the run goes on, and the changes that are left. Undefined where all that should be kept are there.
 * @param candidates keys of the growth's candidates
 */
export function withoutMissing(
  changes: readonly PhaseChange[],
  phase: number,
  candidates: readonly string[],
): { readonly changes: readonly PhaseChange[]; readonly problem: string; readonly remedy: string } | undefined {
  const asked = keptInPhase(changes, phase) ?? [];
  const missing = asked.filter((key) => !candidates.includes(key));
  if (missing.length === 0) return undefined;
  const there = asked.filter((key) => candidates.includes(key));
  const left = changes.flatMap((change) => {
    if (change.phase !== phase) return [change];
    const { keep: _, ...rest } = change;
    if (there.length > 0) return [{ ...rest, keep: there }];
    return rest.settings ? [rest] : [];
  });
  const known = candidates.length > 0 ? `has ${listed(candidates)}` : 'tries no candidates';
  return {
    changes: left,
    problem: `Phase ${phase} cannot keep ${listed(missing)}, because its growth ${known}`,
    remedy: there.length > 0 ? 'left out' : 'the method chooses',
  };
}

/** Changes as a link writes them: `3_fresh-1_split-2*5_method.splitting`. */
export function writeChanges(changes: readonly PhaseChange[]): string {
  return changes
    .map(({ phase, keep = [], settings = {} }) =>
      [
        phase,
        ...keep.map((key) => key.replace(' ', '-')),
        ...Object.entries(settings).map(([key, value]) => `${key}.${value}`),
      ].join('_'),
    )
    .join('*');
}

/** Reads what `writeChanges` wrote, or the plain objects of a file. Never throws. */
export function restoreChanges(raw: unknown): RestoredChanges {
  const listed = typeof raw === 'string' ? raw.split('*').filter(Boolean).map(parseChange) : raw;
  if (!Array.isArray(listed) || listed.length > MAX_CHANGES) {
    return { changes: [], problems: ['The changes of this branch cannot be read; the run goes without them.'] };
  }
  const problems: string[] = [];
  const changes = new Map<number, PhaseChange>();
  for (const entry of listed as readonly unknown[]) {
    const change = restoreChange(entry, problems);
    if (change) changes.set(change.phase, change);
  }
  return { changes: [...changes.values()].sort((a, b) => a.phase - b.phase), problems };
}

function parseChange(text: string): unknown {
  const [phase, ...parts] = text.split('_');
  const settings = parts.filter((part) => part.includes('.')).map((part) => part.split(/\.(.*)/s).slice(0, 2));
  const keep = parts.filter((part) => !part.includes('.')).map((part) => part.replace('-', ' '));
  return { phase: Number(phase), keep, settings: Object.fromEntries(settings) };
}

function restoreChange(raw: unknown, problems: string[]): PhaseChange | undefined {
  const { phase, keep, settings } = Object(raw) as Record<string, unknown>;
  if (typeof phase !== 'number' || !Number.isInteger(phase) || phase < 1 || phase > 1000) {
    problems.push('A change of this branch names no phase; it was left out.');
    return undefined;
  }
  const kept = Array.isArray(keep) ? keep : [];
  const usable = [...new Set(kept.filter((key): key is string => typeof key === 'string' && CANDIDATE_KEY.test(key)))];
  if (usable.length < kept.length || usable.length > MAX_KEPT) {
    problems.push(`Some candidates chosen in phase ${phase} cannot be read; they were left out.`);
  }
  const restored: Partial<Record<ChangeableKey, string | number>> = {};
  for (const [key, value] of Object.entries(Object(settings) as object)) {
    const known = CHANGEABLE.find((one) => one === key);
    if (!known) {
      problems.push(`"${key.slice(0, 40)}" cannot be changed in the middle of a run; left out.`);
      continue;
    }
    const setting = SETTINGS[known];
    const reading = setting.kind === 'number' ? readNumber(setting, value) : readChoice(setting, value);
    if (reading.problem) problems.push(`Phase ${phase}: ${reading.problem}`);
    restored[known] = reading.value;
  }
  const has = { keep: usable.length > 0, settings: Object.keys(restored).length > 0 };
  if (!has.keep && !has.settings) return undefined;
  return {
    phase,
    ...(has.keep ? { keep: usable.slice(0, MAX_KEPT) } : {}),
    ...(has.settings ? { settings: restored } : {}),
  };
}

/** A change in words: `keeps fresh 2 in phase 3`, `Splitting, step size 0.1 from phase 3`. */
export function describeChange({ phase, keep, settings }: PhaseChange): string {
  const set = Object.entries(settings ?? {}).map(([key, value]) => {
    if (key === 'method') return METHOD_CATALOGUE.find(({ id }) => id === value)?.label ?? String(value);
    return `${SETTINGS[key as ChangeableKey].label.toLowerCase()} ${value}`;
  });
  const parts = [...(keep ? [`keeps ${keep.map(nameOfKey).join(', ')}`] : []), ...set];
  return `${parts.join(', ')} ${keep ? 'in' : 'from'} phase ${phase}`;
}

/** A candidate's key for people: neurons have letters, fresh candidates and draws have numbers. */
function nameOfKey(key: string): string {
  const [kind, number] = key.split(' ');
  return kind === 'fresh' || kind === 'draw' ? key : `${kind} ${neuronName(Number(number))}`;
}

/**
 * Steps of the browser's history: one for each thing a visitor did. A slider that is dragged, or a key that is held, changes a
 * setting many times; that is one step, so that Back undoes all of it.
 */

/** Milliseconds within which another change of the same setting belongs to the one before. Our choice. */
export const SAME_STEP = 1000;

/** What is known of the browser: replaced in tests. */
export interface HistorySurroundings {
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  readonly location: { readonly hash: string };
  /** Tells of pointers, that is mice, fingers and pens. */
  readonly pointers: Pick<EventTarget, 'addEventListener'>;
  /** Milliseconds. */
  now(): number;
}

/**
 * Shows `hash` in the address bar. `setting` names the number that changed; undefined for any other change (a choice, a
 * branch, another preset), which is a step of its own.
 */
export type WriteStep = (hash: string, setting: string | undefined) => void;

/** Follows pointers for as long as the page is open, so it is made once. */
export function createHistorySteps({ history, location, pointers, now }: HistorySurroundings): WriteStep {
  let last: { readonly hash: string; readonly setting: string; readonly at: number } | undefined;
  let pressedAt: number | undefined;
  const capture = { capture: true, passive: true };
  const press = () => {
    pressedAt = now();
  };
  const release = () => {
    pressedAt = undefined;
  };
  pointers.addEventListener('pointerdown', press, capture);
  for (const name of ['pointerup', 'pointercancel']) pointers.addEventListener(name, release, capture);

  /** What the browser refused to write: Safari takes 100 steps in ten seconds, and a long drag has more. */
  let owed: { readonly here: string; readonly how: 'pushState' | 'replaceState' } | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const write = (how: 'pushState' | 'replaceState', hash: string) => {
    const here = location.hash;
    clearTimeout(retry);
    owed = undefined;
    try {
      history[how](null, '', hash);
    } catch {
      owed = { here, how };
      // Not when one has gone elsewhere by then.
      retry = setTimeout(() => location.hash === here && write(how, hash), SAME_STEP);
    }
  };

  return (hash, setting) => {
    const at = now();
    const goesOn =
      last !== undefined &&
      last.setting === setting &&
      // Not after Back, or when another page was looked at in between.
      last.hash === location.hash &&
      (at - last.at < SAME_STEP || (pressedAt !== undefined && pressedAt <= last.at));
    write(owed?.here === location.hash ? owed.how : goesOn ? 'replaceState' : 'pushState', hash);
    last = setting === undefined ? undefined : { hash: location.hash, setting, at };
  };
}

/** The key of the one number that differs between two records of settings; undefined where anything else differs. */
export function changedNumber(before: object, after: object): string | undefined {
  const [a, b] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  const [key, ...others] = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  const isNumber = key !== undefined && typeof a.get(key) === 'number' && typeof b.get(key) === 'number';
  return isNumber && others.length === 0 ? key : undefined;
}

let steps: WriteStep | undefined;

/** Writes into the address bar of this window. */
export const writeStep: WriteStep = (hash, setting) => {
  steps ??= createHistorySteps({ history, location, pointers: window, now: () => performance.now() });
  steps(hash, setting);
};

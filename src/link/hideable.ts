/**
 * What a teacher can hide from the page by its link: `hide=recipe,speed`. Names of settings hide one control of the recipe.
 * The page's style sheet (styles/hide.css) does the hiding, so nothing hidden can be reached by keyboard either.
 */

/** Where a thing is, for the list that teachers tick. */
export type HideGroup = 'Settings' | 'Playback' | 'Figures' | 'Tools';

export interface Hideable {
  readonly name: string;
  readonly label: string;
  readonly group: HideGroup;
}

function group<const T extends string>(name: HideGroup, entries: readonly (readonly [T, string])[]) {
  return entries.map(([key, label]) => ({ name: key, label, group: name }));
}

export const HIDEABLE = [
  ...group('Settings', [
    ['recipe', 'The whole recipe'],
    ['method', 'Method'],
    ['target', 'Target'],
    ['seed', 'Seed'],
    ['freshCandidates', 'Fresh candidates'],
    ['stepSize', 'Step size'],
    ['neuronBudget', 'Neuron budget'],
    ['stepsPerPhase', 'Steps per phase'],
    ['quadraturePoints', 'Quadrature points'],
    ['more', 'More settings'],
    ['engine', 'Engine'],
  ]),
  ...group('Playback', [
    ['transport', 'Transport'],
    ['speed', 'Speed'],
    ['timeline', 'Timeline'],
    ['status', 'Run status'],
    ['branch', 'Branches: what if?'],
  ]),
  ...group('Figures', [
    ['fit', 'Function fit'],
    ['network', 'Network'],
    ['lineage', 'Lineage'],
    ['phase', 'Phase and caption'],
    ['importance', 'Importance'],
    ['integral', 'Score integral'],
    ['loss', 'Loss'],
  ]),
  ...group('Tools', [
    ['share', 'Open, share and export'],
    ['tools', 'Run log and sound'],
  ]),
] as const satisfies readonly Hideable[];

export type HideName = (typeof HIDEABLE)[number]['name'];

const NAMES: readonly HideName[] = HIDEABLE.map(({ name }) => name);

/** Names in a link, each once and in the order of the table, and a sentence when there are unknown ones. */
export function readHidden(raw: string | undefined): { hidden: readonly HideName[]; problem?: string } {
  const asked = (raw ?? '').split(',').map((name) => name.trim());
  const hidden = NAMES.filter((name) => asked.includes(name));
  const unknown = [...new Set(asked)].filter((name) => name !== '' && !NAMES.includes(name as HideName));
  if (unknown.length === 0) return { hidden };
  const shown = unknown.slice(0, 3).map((name) => `"${name.slice(0, 40)}"`);
  const rest = unknown.length > 3 ? ` and ${unknown.length - 3} more` : '';
  return { hidden, problem: `There is nothing called ${shown.join(', ')}${rest} that a link can hide; left as it is.` };
}

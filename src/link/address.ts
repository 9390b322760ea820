/**
 * The link: `#/toy?v=1&seed=3&method=firefly&phase=4&embed=1`. Only what differs from the default is written. What is
 * read is restored, never trusted: each thing that could not be used is named in a sentence.
 */
import { writeChanges } from '../runs/changes.ts';
import { changedSettings, type Recipe, restoreRecipe } from '../runs/recipe.ts';

/** Everything a link says. */
export interface Address {
  /** The page's name as in the link: `toy`. */
  readonly page: string;
  readonly recipe: Recipe;
  /** Show the start of this phase. */
  readonly phase?: number;
  /** Show this place on the timeline, in thousandths of a phase from the start. */
  readonly at?: number;
  /** Show the page without header and recipe, for frames in other pages. */
  readonly embed: boolean;
  readonly problems: readonly string[];
}

export const LINK_VERSION = '1';
const LONGEST_LINK = 4000;

/** The page that a link names and what it says to that page, unread. */
export interface PageAddress {
  readonly page: string;
  readonly query: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** Splits the part of an address from `#` on. `pages` are the names that exist; the first is the default. */
export function readPageAddress(hash: string, pages: readonly string[]): PageAddress {
  const problems: string[] = [];
  let text = hash.replace(/^#/, '');
  if (text.length > LONGEST_LINK) {
    problems.push(`This link is longer than ${LONGEST_LINK} characters, so its settings were left out.`);
    text = '';
  }
  const [path = '', query = ''] = text.split(/\?(.*)/s);
  const name = path.replace(/^\//, '').toLowerCase();
  const page = name === '' ? pages[0]! : (pages.find((known) => known === name) ?? pages[0]!);
  if (name !== '' && page !== name) {
    problems.push(`There is no page "${name.slice(0, 40)}"; this is ${page}.`);
  }
  return { page, query: Object.fromEntries(new URLSearchParams(query)), problems };
}

/** Reads the link of a run: the part of an address from `#` on. */
export function readAddress(hash: string, pages: readonly string[]): Address {
  const { page, query, problems: found } = readPageAddress(hash, pages);
  const problems = [...found];
  const { v, phase, at, embed, ...settings } = query;
  if (v !== undefined && v !== LINK_VERSION) {
    problems.push(`This link was made for version "${v.slice(0, 20)}" of links; what is known of it was read.`);
  }
  const restored = restoreRecipe(settings);
  problems.push(...restored.problems);
  const wanted = phase === undefined ? undefined : Number(phase);
  const usable = wanted !== undefined && Number.isInteger(wanted) && wanted >= 1 && wanted <= 1000;
  if (wanted !== undefined && !usable) {
    problems.push(`Phase must be a whole number from 1, not "${phase!.slice(0, 20)}"; left out.`);
  }
  const place = at === undefined || at.trim() === '' ? undefined : Number(at);
  const reachable = place !== undefined && place >= 0 && place <= 1_000_000;
  if (at !== undefined && !reachable) {
    problems.push(`The place in the run must be a number from 0, not "${at.slice(0, 20)}"; left out.`);
  }
  return {
    page,
    recipe: restored.recipe,
    ...(usable ? { phase: wanted } : {}),
    ...(reachable ? { at: place + 0 } : {}),
    embed: embed === '1' || embed === 'true',
    problems,
  };
}

/** Writes a link's part from `#` on. Points a visitor gave do not fit in a link and are not written. */
export function writeAddress(address: Omit<Address, 'problems'>): string {
  const query = new URLSearchParams();
  const { changes = [] } = address.recipe;
  const changed: [string, string | number][] = Object.entries(changedSettings(address.recipe));
  if (changes.length > 0) changed.push(['changes', writeChanges(changes)]);
  if (changed.length > 0 || address.phase !== undefined || address.at !== undefined || address.embed)
    query.set('v', LINK_VERSION);
  for (const [key, value] of changed) query.set(key, String(value));
  if (address.phase !== undefined) query.set('phase', String(address.phase));
  if (address.at !== undefined) query.set('at', String(address.at));
  if (address.embed) query.set('embed', '1');
  const text = query.toString();
  return `#/${address.page}${text === '' ? '' : `?${text}`}`;
}

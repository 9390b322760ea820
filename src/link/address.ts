/**
 * The link: `#/toy?v=1&seed=3&method=firefly&phase=4&embed=1`, for teachers also `hide=recipe,speed` (hideable.ts) and
 * `lesson=stuck&page=2`. Only what differs from the default is written. What is read is restored, never trusted: each thing
 * that could not be used is named in a sentence.
 */
import { LESSONS, lessonEntry } from '../lessons/catalog.ts';
import { writeChanges } from '../runs/changes.ts';
import { changedSettings, type Recipe, restoreRecipe } from '../runs/recipe.ts';
import { SETTING_KEYS } from '../runs/settings.ts';
import { type HideName, readHidden } from './hideable.ts';
import { LINK_VERSION, readPlace, readVersion } from './reading.ts';

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
  /** What is not shown. */
  readonly hide: readonly HideName[];
  readonly lesson?: LessonAddress;
  readonly problems: readonly string[];
}

/** The lesson that is open beside the run. */
export interface LessonAddress {
  readonly id: string;
  /** From 1; a lesson with fewer pages opens at its last. */
  readonly page: number;
  /** The link's recipe holds, because the visitor changed it, and not that of the lesson's page. */
  readonly ownRecipe: boolean;
}

/** The page that shows a run, as in the link; the first of the pages. */
export const RUN_PAGE = 'toy';
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
  const { v, phase, at, embed, hide, lesson, page: lessonPage, ...settings } = query;
  readVersion(v, problems);
  const restored = restoreRecipe(settings);
  problems.push(...restored.problems);
  const wanted = readOrdinal('Phase', phase, problems);
  const place = readPlace(at, problems);
  const { hidden, problem } = readHidden(hide);
  if (problem) problems.push(problem);
  const opened = readLesson(lesson, lessonPage, saysRecipe(settings), problems);
  return {
    page,
    recipe: restored.recipe,
    ...(wanted === undefined ? {} : { phase: wanted }),
    ...(place === undefined ? {} : { at: place }),
    embed: embed === '1' || embed === 'true',
    hide: hidden,
    ...(opened ? { lesson: opened } : {}),
    problems,
  };
}

/** A number of a phase or page, from 1. */
function readOrdinal(name: string, raw: string | undefined, problems: string[]): number | undefined {
  if (raw === undefined) return undefined;
  const value = Number(raw);
  if (Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  problems.push(`${name} must be a whole number from 1, not "${raw.slice(0, 20)}"; left out.`);
  return undefined;
}

/** Whether a link says anything of the recipe. */
function saysRecipe(settings: Readonly<Record<string, string>>): boolean {
  return ['changes', 'curve', ...SETTING_KEYS].some((key) => Object.hasOwn(settings, key));
}

function readLesson(
  id: string | undefined,
  page: string | undefined,
  ownRecipe: boolean,
  problems: string[],
): LessonAddress | undefined {
  const number = readOrdinal('The page of a lesson', page, problems) ?? 1;
  if (id === undefined) return undefined;
  if (lessonEntry(id)) return { id, page: number, ownRecipe };
  const known = LESSONS.map((lesson) => lesson.id).join(', ');
  problems.push(`There is no lesson "${id.slice(0, 40)}"; the lessons are ${known}.`);
  return undefined;
}

/**
 * Writes a link's part from `#` on. Points a visitor gave do not fit in a link and are not written, nor is the recipe of a
 * lesson's own page.
 */
export function writeAddress(address: Omit<Address, 'problems' | 'hide'> & Partial<Pick<Address, 'hide'>>): string {
  const { page, recipe, phase, at, embed, hide = [], lesson } = address;
  const entries: [string, string | number][] = lesson && !lesson.ownRecipe ? [] : recipeEntries(recipe);
  // A changed recipe that happens to be the default must still be told from the lesson's.
  if (lesson?.ownRecipe && entries.length === 0) entries.push(['seed', recipe.seed]);
  if (lesson) entries.push(['lesson', lesson.id]);
  if (lesson && lesson.page > 1) entries.push(['page', lesson.page]);
  if (phase !== undefined) entries.push(['phase', phase]);
  if (at !== undefined) entries.push(['at', at]);
  if (hide.length > 0) entries.push(['hide', hide.join(',')]);
  if (embed) entries.push(['embed', 1]);
  if (entries.length === 0) return `#/${page}`;
  const query = new URLSearchParams([['v', LINK_VERSION], ...entries.map(([key, value]) => [key, String(value)])]);
  // Commas may stand in a link as they are, and are easier to read.
  return `#/${page}?${query.toString().replaceAll('%2C', ',')}`;
}

function recipeEntries(recipe: Recipe): [string, string | number][] {
  const { changes = [], curve } = recipe;
  return [
    ...Object.entries(changedSettings(recipe)),
    ...(curve === undefined ? [] : [['curve', curve] as [string, string]]),
    ...(changes.length > 0 ? [['changes', writeChanges(changes)] as [string, string]] : []),
  ];
}

/**
 * The link of the page "Figures": `#/figures?figure=3a&show=median&scale=linear&x=steps&hide=scratch,splitting`, or of its
 * race: `#/figures?figure=race&seed=7&methods=firefly,splitting`. Read as the link of a run is.
 */
import { readNumber, SETTINGS } from '../runs/settings.ts';
import { readOption } from './reading.ts';

/** What a curve is made of. */
export const SHOWN = ['mean', 'median', 'seeds'] as const;
export type Shown = (typeof SHOWN)[number];
export const SCALES = ['log', 'linear'] as const;
export type Scale = (typeof SCALES)[number];
export const HORIZONTALS = ['neurons', 'steps', 'seconds'] as const;
export type Horizontal = (typeof HORIZONTALS)[number];

export interface FigureAddress {
  /** Id of a figure, or another view of the page. */
  readonly figure: string;
  readonly show: Shown;
  readonly scale: Scale;
  readonly x: Horizontal;
  /** Ids of the figure's series that are not drawn. */
  readonly hide: readonly string[];
}

export interface ReadFigureAddress extends FigureAddress {
  readonly problems: readonly string[];
}

/** Keys that other views of the page read themselves. */
const RACE_KEYS = ['methods', 'seed'];

/**
 * Reads what a link says to the page. `views` are the names that exist, the first is the default; `seriesOf` gives the ids of
 * a figure's series. What cannot be used takes its default and is named in a sentence.
 */
export function readFigureAddress(
  query: Readonly<Record<string, string>>,
  views: readonly string[],
  seriesOf: (figure: string) => readonly string[],
): ReadFigureAddress {
  const problems: string[] = [];
  const choose = <Option extends string>(key: string, options: readonly Option[]) =>
    readOption(key, query[key], options, problems);
  const known = ['v', 'embed', 'figure', 'show', 'scale', 'x', 'hide', ...RACE_KEYS];
  const unknown = Object.keys(query).filter((key) => !known.includes(key));
  if (unknown.length > 0) problems.push(`In this link "${unknown[0]!.slice(0, 40)}" means nothing; left out.`);
  const figure = choose('figure', views);
  return {
    figure,
    show: choose('show', SHOWN),
    scale: choose('scale', SCALES),
    x: choose('x', HORIZONTALS),
    hide: readSeries(query.hide, seriesOf(figure), problems),
    problems,
  };
}

/** Those of a figure's series that a link names, in the figure's order. */
function readSeries(raw: string | undefined, known: readonly string[], problems: string[]): readonly string[] {
  const asked = [...new Set((raw ?? '').split(',').map((id) => id.trim()))].filter((id) => id !== '');
  const unknown = asked.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 3).map((id) => `"${id.slice(0, 40)}"`);
    const rest = unknown.length > 3 ? ` and ${unknown.length - 3} more` : '';
    const there = known.length > 0 ? `its series are ${known.join(', ')}` : 'it has no series that a link can hide';
    problems.push(`This figure has no series ${shown.join(', ')}${rest} to hide; ${there}.`);
  }
  return known.filter((id) => asked.includes(id));
}

/** Writes the part of the link from `#` on; what is the default is left out. */
export function writeFigureAddress({ figure, show, scale, x, hide }: FigureAddress, views: readonly string[]): string {
  const query = new URLSearchParams();
  if (figure !== views[0]) query.set('figure', figure);
  if (show !== SHOWN[0]) query.set('show', show);
  if (scale !== SCALES[0]) query.set('scale', scale);
  if (x !== HORIZONTALS[0]) query.set('x', x);
  if (hide.length > 0) query.set('hide', hide.join(','));
  // Commas may stand in a link as they are, and so may what comes after a key's own equals sign.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3D', '=');
  return `#/figures${text === '' ? '' : `?${text}`}`;
}

/** Which lanes a race has, and on what. */
export interface RaceAddress {
  readonly seed: number;
  readonly methods: readonly string[];
}

/** Reads what a link says of a race. `known` are the methods that exist; what cannot be used is as in `initial`. */
export function readRaceAddress(
  query: Readonly<Record<string, string>>,
  known: readonly string[],
  initial: RaceAddress,
): RaceAddress & { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const seed = query.seed === undefined ? { value: initial.seed } : readNumber(SETTINGS.seed, query.seed);
  if (seed.problem) problems.push(seed.problem);
  const asked = query.methods === undefined ? initial.methods : [...new Set(query.methods.split(','))];
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown !== undefined) problems.push(`There is no method "${unknown.slice(0, 40)}"; left out.`);
  const methods = asked.filter((id) => known.includes(id));
  return { seed: seed.value, methods: methods.length > 0 ? methods : initial.methods, problems };
}

/** Writes the link of a race; what is as in `initial` is left out. */
export function writeRaceAddress({ seed, methods }: RaceAddress, initial: RaceAddress): string {
  const parts = ['figure=race'];
  if (seed !== initial.seed) parts.push(`seed=${seed}`);
  if (methods.join() !== initial.methods.join()) parts.push(`methods=${methods.join(',')}`);
  return `#/figures?${parts.join('&')}`;
}

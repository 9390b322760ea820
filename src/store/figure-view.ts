/** How the visitor looks at the page "Figures": what the link says, and what is hidden or pointed at. */
import { createStore } from 'zustand/vanilla';
import { FIGURES } from '../experiments/figures.ts';
import {
  type FigureAddress,
  type RaceAddress,
  readFigureAddress,
  readRaceAddress,
  writeFigureAddress,
  writeRaceAddress,
} from '../link/figure-address.ts';
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';

export interface FigureView {
  readonly address: FigureAddress;
  readonly race: RaceAddress;
  /** Ids of series that are not drawn, of all figures. */
  readonly hidden: ReadonlySet<string>;
  /** Place on the horizontal axis that is read out; undefined: its end. */
  readonly place: number | undefined;
}

/** What the page can show: its figures, and views of their own. */
export const FIGURE_VIEWS: readonly string[] = [...FIGURES.map(({ id }) => id), 'images', 'race', 'findings'];

const START: FigureAddress = { figure: FIGURE_VIEWS[0]!, show: 'mean', scale: 'log', x: 'neurons' };

/** The methods of the paper's figure, on the target that the Toy page opens with. */
const FIRST_RACE: RaceAddress = { seed: DEFAULT_RECIPE.seed, methods: FIGURES[0]!.series.map(({ method }) => method) };

export const figureView = createStore<FigureView>(() => ({
  address: START,
  race: FIRST_RACE,
  hidden: new Set(),
  place: undefined,
}));

/** Shows what a link says; returns a sentence for each thing in it that could not be used. */
export function showFigureAddress(query: Readonly<Record<string, string>>): readonly string[] {
  const { problems, ...address } = readFigureAddress(query, FIGURE_VIEWS);
  figureView.setState({ address, place: undefined });
  if (address.figure !== 'race') return problems;
  const { problems: more, ...race } = readRaceAddress(
    query,
    METHOD_CATALOGUE.map(({ id }) => id),
    FIRST_RACE,
  );
  figureView.setState({ race });
  return [...problems, ...more];
}

/** Another target or other lanes, and the link with it. */
export function changeRace(change: Partial<RaceAddress>): void {
  const race = { ...figureView.getState().race, ...change };
  figureView.setState({ race });
  history.replaceState(null, '', writeRaceAddress(race, FIRST_RACE));
}

/** Changes how it is looked at, and the link with it; no step of the history, because nothing is lost. */
export function changeFigureAddress(change: Partial<FigureAddress>): void {
  const address = { ...figureView.getState().address, ...change };
  figureView.setState({ address, place: undefined });
  history.replaceState(null, '', writeFigureAddress(address, FIGURE_VIEWS));
}

export function toggleSeries(id: string): void {
  figureView.setState(({ hidden }) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    return { hidden: next };
  });
}

/** Reads out another place of the horizontal axis. */
export function readOut(place: number | undefined): void {
  figureView.setState({ place });
}

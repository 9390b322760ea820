/** How the visitor looks at the page "Figures": what the link says, and what is hidden or pointed at. */
import { createStore } from 'zustand/vanilla';
import { FIGURES, type FigureDefinition } from '../experiments/figures.ts';
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
  readonly address: Omit<FigureAddress, 'hide'>;
  readonly race: RaceAddress;
  /** Ids of series that are not drawn, of all figures. */
  readonly hidden: ReadonlySet<string>;
  /** Place on the horizontal axis that is read out; undefined: its end. */
  readonly place: number | undefined;
}

/** What the page can show: its figures, and views of their own. */
export const FIGURE_VIEWS: readonly string[] = [...FIGURES.map(({ id }) => id), 'images', 'race', 'findings'];

const START: FigureView['address'] = { figure: FIGURE_VIEWS[0]!, show: 'mean', scale: 'log', x: 'neurons' };

/** The methods of the paper's figure, on the target that the Toy page opens with. */
const FIRST_RACE: RaceAddress = { seed: DEFAULT_RECIPE.seed, methods: FIGURES[0]!.series.map(({ method }) => method) };

export const figureView = createStore<FigureView>(() => ({
  address: START,
  race: FIRST_RACE,
  hidden: new Set(),
  place: undefined,
}));

function seriesOf(figure: string): readonly string[] {
  const definition: FigureDefinition | undefined = FIGURES.find(({ id }) => id === figure);
  return definition?.series.map(({ id }) => id) ?? [];
}

/** The link to a figure or another view, looked at as now; of the figure's series, those that are hidden stay so. */
export function figureLink({ address, hidden }: Pick<FigureView, 'address' | 'hidden'>, figure: string): string {
  const hide = seriesOf(figure).filter((id) => hidden.has(id));
  return writeFigureAddress({ ...address, figure, hide }, FIGURE_VIEWS);
}

/** Writes into the address bar how the figure is looked at; no step of the history, because nothing is lost. */
function writeLink(): void {
  const view = figureView.getState();
  history.replaceState(null, '', figureLink(view, view.address.figure));
}

/** Shows what a link says; returns a sentence for each thing in it that could not be used. */
export function showFigureAddress(query: Readonly<Record<string, string>>): readonly string[] {
  const { problems, hide, ...address } = readFigureAddress(query, FIGURE_VIEWS, seriesOf);
  const ofFigure = seriesOf(address.figure);
  figureView.setState(({ hidden }) => ({
    address,
    hidden: new Set([...[...hidden].filter((id) => !ofFigure.includes(id)), ...hide]),
    place: undefined,
  }));
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

/** Changes how it is looked at, and the link with it. */
export function changeFigureAddress(change: Partial<FigureView['address']>): void {
  const address = { ...figureView.getState().address, ...change };
  figureView.setState({ address, place: undefined });
  writeLink();
}

/** Hides a series of the figure on screen or shows it again, and the link with it. */
export function toggleSeries(id: string): void {
  figureView.setState(({ hidden }) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    return { hidden: next };
  });
  writeLink();
}

/** Reads out another place of the horizontal axis. */
export function readOut(place: number | undefined): void {
  figureView.setState({ place });
}

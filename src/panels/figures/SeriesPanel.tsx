/** "Series": the legend, with what each series has at the place that is read out, and a way to one of its runs. */
import { formatLoss } from '../../charts/numbers.ts';
import type { SeriesCurve } from '../../charts/SeriesPlot.tsx';
import { InlineSeries } from '../../charts/series-marks.tsx';
import { readOut, toggleSeries } from '../../store/figure-view.ts';
import { useFigures, useFigureView, useSweep } from './figure-context.ts';
import { runLink } from './open-run.ts';
import { seriesCurves, seriesStyle } from './series-curves.ts';

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

export function SeriesPanel() {
  const figure = useFigures((state) => state.figure);
  const reference = useFigures((state) => state.references[figure.id]);
  const sweep = useSweep();
  const { show, x } = useFigureView((view) => view.address);
  const hidden = useFigureView((view) => view.hidden);
  const place = useFigureView((view) => view.place);
  const stored = typeof reference === 'object' ? reference.series : undefined;
  const own = sweep && Object.keys(sweep.runs).length > 0 ? sweep.runs : undefined;
  const curves = seriesCurves({ figure, stored, own, hidden: NOTHING_HIDDEN, show, axis: x });
  const places = [...new Set(curves.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  const at = place ?? places.at(-1) ?? 0;
  const index = Math.max(
    0,
    places.findLastIndex((one) => one <= at + 1e-9),
  );
  const pointOf = (source: string, id: string) => {
    const points = curves.find(({ key }: SeriesCurve) => key === `${source} ${id}`)?.points ?? [];
    const index = points.findLastIndex((point) => point.x <= at + 1e-9);
    // Of a run on its way it is not known what it will have further on.
    const onItsWay = source === 'own' && own?.[id]?.some(({ unfinished }) => unfinished);
    const beyond = index === points.length - 1 && points[index] !== undefined && points[index].x < at - 1e-9;
    return onItsWay && beyond ? undefined : points[index];
  };
  const placeText =
    x === 'neurons'
      ? `${at} ${at === 1 ? 'neuron' : 'neurons'}`
      : x === 'steps'
        ? `${Math.round(at).toLocaleString('en-US')} steps`
        : `${at.toFixed(2)} s`;
  return (
    <section className="card series" aria-label="Series">
      <h2>
        Series{' '}
        <span className="note">
          {show === 'mean' ? 'mean' : 'median'} at {placeText}
        </span>
      </h2>
      <input
        type="range"
        className="range"
        aria-label="Read out at"
        aria-valuetext={placeText}
        min={0}
        max={Math.max(0, places.length - 1)}
        value={index}
        style={{ '--fill': `${places.length > 1 ? (100 * index) / (places.length - 1) : 100}%` } as React.CSSProperties}
        onChange={({ target }) => readOut(places[Number(target.value)])}
      />
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Series</span>
            </th>
            {own && <th scope="col">yours</th>}
            <th scope="col">stored</th>
            <th scope="col">
              <span className="visually-hidden">Open a run</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {figure.series.map(({ id, label }, k) => {
            const [mine, theirs] = [pointOf('own', id), pointOf('stored', id)];
            const shown = mine ?? theirs;
            const engine = mine ? (sweep?.engine ?? 'auto') : 'cpu';
            return (
              <tr key={id} data-off={hidden.has(id) || undefined}>
                <th scope="row">
                  <label>
                    <input type="checkbox" checked={!hidden.has(id)} onChange={() => toggleSeries(id)} />
                    <InlineSeries {...seriesStyle(figure, k)} />
                    {label}
                  </label>
                </th>
                {own && <td>{mine ? formatLoss(mine.y) : '–'}</td>}
                <td className={own ? 'soft' : undefined}>{theirs ? formatLoss(theirs.y) : '–'}</td>
                <td>
                  {shown && (
                    <a
                      href={runLink(figure, { series: id, seed: shown.seed, phase: shown.phase }, engine)}
                      aria-label={`Open seed ${shown.seed} of ${label}, phase ${shown.phase}`}
                      title={`Opens seed ${shown.seed}, the nearest to this number, at the end of phase ${shown.phase}`}
                    >
                      seed {shown.seed}
                    </a>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

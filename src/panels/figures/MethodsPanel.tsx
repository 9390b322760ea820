/** "The methods": what those of the figure do, a sentence each, and what those beyond the paper add. */
import { InlineSeries } from '../../charts/series-marks.tsx';
import { described } from '../../methods/catalogue.ts';
import { useFigures } from './figure-context.ts';
import { seriesStyle } from './series-curves.ts';

export function MethodsPanel() {
  const figure = useFigures((state) => state.figure);
  const methods = [...new Set(figure.series.map(({ method }) => method))];
  if (methods.length === 1) return null;
  const oneEach = methods.length === figure.series.length;
  return (
    <section className="card methods" aria-label="The methods">
      <h2>The methods</h2>
      <dl>
        {methods.map((id, k) => {
          const method = described(id);
          return (
            <div key={id}>
              <dt>
                {oneEach && <InlineSeries {...seriesStyle(figure, k)} />} {method.label}
                {method.source === 'beyond' && (
                  <abbr title="Not in the paper: our choice">
                    <span className="ours">∘</span>
                  </abbr>
                )}
              </dt>
              <dd>
                {method.summary}
                {method.source === 'beyond' && <em> {method.adds}</em>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

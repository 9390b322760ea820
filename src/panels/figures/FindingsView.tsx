/** "Findings": what we could and could not reproduce, computed from the stored results. */
import { useEffect, useMemo } from 'react';
import { IntervalPlot, intervalPlotHeight } from '../../charts/IntervalPlot.tsx';
import type { StoredFigure } from '../../experiments/figure-results.ts';
import { figureById } from '../../experiments/figures.ts';
import type { Finding } from '../../experiments/finding.ts';
import { computeFindings, FINDING_FIGURES } from '../../experiments/findings.ts';
import { figureLink } from '../../store/figure-view.ts';
import { useSize } from '../use-size.ts';
import { DataTable, FindingCard } from './FindingCard.tsx';
import { useFigureStore, useFigures, useFigureView } from './figure-context.ts';
import { ImageFindings } from './ImageFindings.tsx';
import { seriesStyle } from './series-curves.ts';

export function FindingsView() {
  const store = useFigureStore();
  const references = useFigures((state) => state.references);
  useEffect(() => {
    for (const id of FINDING_FIGURES) void store.load(id);
  }, [store]);
  const found = FINDING_FIGURES.map((id) => references[id]);
  const problem = found.find((reference) => typeof reference === 'string');
  const complete = found.every((reference) => typeof reference === 'object');
  const computed = useMemo(() => {
    if (!complete) return undefined;
    return computeFindings(Object.fromEntries(FINDING_FIGURES.map((id) => [id, references[id] as StoredFigure])));
  }, [references, complete]);
  if (!computed) {
    return <p className="empty">{problem ?? 'The stored results are on their way.'}</p>;
  }
  const { findings, protocol, choices, tables } = computed;
  return (
    <div className="findings">
      <Group title="What the paper says of Figure 3" findings={findings.filter(({ rule }) => rule !== undefined)} />
      <Group title="What we asked beyond it" findings={findings.filter(({ rule }) => rule === undefined)} />
      <section className="card protocol">
        <h2>Protocol</h2>
        <ul>
          {protocol.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <DataTable table={choices} />
      </section>
      <section className="card protocol">
        <h2>Results</h2>
        {tables.map((table) => (
          <DataTable key={table.title} table={table} />
        ))}
      </section>
      <ImageFindings />
    </div>
  );
}

function Group({ title, findings }: { title: string; findings: readonly Finding[] }) {
  return (
    <section className="findings-group" aria-label={title}>
      <h2>{title}</h2>
      <div className="findings-grid">
        {findings.map((finding) => (
          <ToyFinding key={finding.title} finding={finding} />
        ))}
      </div>
    </section>
  );
}

function ToyFinding({ finding }: { finding: Finding }) {
  const view = useFigureView((state) => state);
  const { figure } = finding;
  return (
    <FindingCard finding={finding} link={{ href: figureLink(view, figure), label: figureById(figure).title }}>
      <Estimates finding={finding} />
    </FindingCard>
  );
}

/** The numbers of the first sentence, to be seen at a glance. */
function Estimates({ finding: { figure: id, estimates } }: { finding: Finding }) {
  const [ref, { width }] = useSize();
  const rows = useMemo(() => {
    const figure = figureById(id);
    return estimates.map(({ series, ...estimate }) => {
      const index = figure.series.findIndex((own) => own.id === series);
      return { key: series, ...estimate, ...seriesStyle(figure, index) };
    });
  }, [id, estimates]);
  return (
    <div ref={ref} style={{ minHeight: intervalPlotHeight(rows.length) }}>
      {width > 0 && <IntervalPlot rows={rows} width={width} />}
    </div>
  );
}

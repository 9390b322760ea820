/** "Findings": what we could and could not reproduce, computed from the stored results. */
import { useEffect, useMemo } from 'react';
import type { StoredFigure } from '../../experiments/figure-results.ts';
import { figureById } from '../../experiments/figures.ts';
import { computeFindings, FINDING_FIGURES, type FindingTable, type Verdict } from '../../experiments/findings.ts';
import { writeFigureAddress } from '../../link/figure-address.ts';
import { FIGURE_VIEWS } from '../../store/figure-view.ts';
import { useFigureStore, useFigures, useFigureView } from './figure-context.ts';

/** Read by eye, not by screen readers: the words say it. */
const SIGNS: Readonly<Record<Verdict, string>> = {
  agrees: '✓',
  'agrees in part': '≈',
  disagrees: '✕',
  'not in the paper': '∘',
};

export function FindingsView() {
  const store = useFigureStore();
  const references = useFigures((state) => state.references);
  const address = useFigureView((view) => view.address);
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
      <div className="findings-grid">
        {findings.map(({ title, claim, rule, verdict, evidence, figure }) => (
          <article key={title} className="card finding">
            <header>
              <h2>{title}</h2>
              <span className="verdict" data-verdict={verdict}>
                <span aria-hidden="true">{SIGNS[verdict]}</span> {verdict}
              </span>
            </header>
            <p>{claim}</p>
            <ul>
              {evidence.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            {rule !== undefined && <p className="note">We say that it agrees when: {rule}</p>}
            <p>
              <a href={writeFigureAddress({ ...address, figure }, FIGURE_VIEWS)}>{figureById(figure).title}</a>
            </p>
          </article>
        ))}
      </div>
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
    </div>
  );
}

function DataTable({ table: { title, columns, rows } }: { table: FindingTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="table-wide" tabIndex={0} aria-label={title}>
      <table className="data-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, k) => (
                <td key={columns[k]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The findings of image networks, computed from the stored results as those of the toy are. */
import { useMemo } from 'react';
import { imageFigureById } from '../../experiments/image-figures.ts';
import { computeImageFindings, type ImageFindingResults } from '../../experiments/image-findings.ts';
import { figureLink } from '../../store/figure-view.ts';
import { type StoredFigures, useStoredFigures } from '../images/stored-figures.ts';
import { DataTable, FindingCard } from './FindingCard.tsx';
import { useFigureView } from './figure-context.ts';

function resultsOf(found: StoredFigures): ImageFindingResults {
  const runs = (id: string) => {
    const stored = found[id];
    return typeof stored === 'object' && stored.kind === 'runs' ? stored.results : undefined;
  };
  const times = found.figure4b;
  return {
    figure4a: runs('figure4a'),
    figure4b: typeof times === 'object' && times.kind === 'growth-times' ? times.results : undefined,
    depth: runs('depth'),
  };
}

export function ImageFindings() {
  const found = useStoredFigures();
  const view = useFigureView((state) => state);
  const results = useMemo(() => resultsOf(found), [found]);
  const computed = useMemo(() => computeImageFindings(results), [results]);
  const problems = Object.values(found).filter((stored) => typeof stored === 'string');
  if (!results.figure4a) {
    return problems.length > 0 && <p className="empty">{problems.join(' ')}</p>;
  }
  const href = figureLink(view, 'images');
  const linkOf = (id: string) => {
    const figure = imageFigureById(id);
    return figure && { link: { href, label: figure.title } };
  };
  return (
    <>
      <section className="findings-group" aria-label="Figure 4 and depth, on images">
        <h2>Figure 4 and depth, on images</h2>
        <div className="findings-grid">
          {computed.findings.map((finding) => (
            <FindingCard key={finding.title} finding={finding} {...linkOf(finding.figure)} />
          ))}
        </div>
      </section>
      <section className="card protocol protocol-wide">
        <h2>Protocol and results on images</h2>
        <ul>
          {computed.protocol.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {computed.tables.map((table) => (
          <DataTable key={table.title} table={table} />
        ))}
        {problems.length > 0 && <p className="note">{problems.join(' ')}</p>}
      </section>
    </>
  );
}

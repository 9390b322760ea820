/** "Repeat it": every run as a file, and the commands that compute the same. */

import { experimentCommands, figureCommand } from '../../experiments/figure-command.ts';
import { finishedRuns, type StoredFigure } from '../../experiments/figure-results.ts';
import { useRunStore } from '../lab-context.ts';
import { useFigures, useSweep } from './figure-context.ts';
import { type NamedRuns, runsTable } from './runs-table.ts';

export function RepeatPanel() {
  const notify = useRunStore().getState().notify;
  const figure = useFigures((state) => state.figure);
  const reference = useFigures((state) => state.references[figure.id]);
  const sweep = useSweep();
  const seeds = sweep?.seeds ?? (typeof reference === 'object' ? reference.manifest.seeds : 20);
  const stored = typeof reference === 'object' ? reference : undefined;
  const own = sweep && sweep.finished > 0 ? sweep : undefined;
  const save = async (format: 'csv' | 'json') => {
    const name = `firefly-lab-figure-${figure.id}-runs.${format}`;
    const { saveAs } = await import('../../link/export/save-as.ts');
    if (format === 'csv') {
      const { tableCsv } = await import('../../link/export/table-csv.ts');
      const sources: NamedRuns[] = [
        ...(own ? [{ name: 'own', runs: finishedRuns(own.runs) }] : []),
        ...(stored ? [{ name: 'stored', runs: stored.series }] : []),
      ];
      saveAs(name, tableCsv(runsTable(figure, sources)), 'text/csv');
    } else {
      const { ownFigure } = await import('./own-figure.ts');
      const files: StoredFigure[] = [...(own ? [ownFigure(figure, own)] : []), ...(stored ? [stored] : [])];
      saveAs(name, `${JSON.stringify(files.length === 1 ? files[0] : files)}\n`, 'application/json');
    }
  };
  const commands = [figureCommand(figure, seeds), ...experimentCommands(figure, seeds)].join('\n');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(commands);
      notify('The commands were copied.');
    } catch {
      notify('The browser does not allow copying; select the commands instead.', 'error');
    }
  };
  return (
    <section className="card repeat" aria-label="Repeat it">
      <h2>Repeat it</h2>
      <div className="sweep-buttons">
        <button type="button" className="button" disabled={!own && !stored} onClick={() => void save('csv')}>
          Every run as CSV
        </button>
        <button type="button" className="button" disabled={!own && !stored} onClick={() => void save('json')}>
          Every run as JSON
        </button>
      </div>
      <details>
        <summary>On the command line</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <section tabIndex={0} aria-label="Commands">
          <pre>{commands}</pre>
        </section>
        <button type="button" className="button quiet" onClick={() => void copy()}>
          Copy commands
        </button>
      </details>
    </section>
  );
}

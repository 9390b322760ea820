/** The second page: the paper's Figure 3 and what it does not have; stored results at once, the visitor's own over them. */
import { useEffect } from 'react';
import { FIGURES } from '../experiments/figures.ts';
import { readPageAddress } from '../link/address.ts';
import { writeFigureAddress } from '../link/figure-address.ts';
import { FigureStoreContext, useFigureView } from '../panels/figures/figure-context.ts';
import { RepeatPanel } from '../panels/figures/RepeatPanel.tsx';
import { SeriesFigure } from '../panels/figures/SeriesFigure.tsx';
import { SeriesPanel } from '../panels/figures/SeriesPanel.tsx';
import { SweepPanel } from '../panels/figures/SweepPanel.tsx';
import { useRunStore } from '../panels/lab-context.ts';
import { createFigureStore } from '../store/figure-store.ts';
import { FIGURE_VIEWS, showFigureAddress } from '../store/figure-view.ts';
import '../styles/figures.css';

// Made once: a sweep goes on while another page is looked at.
const figures = createFigureStore({
  createWorker: () =>
    new Worker(new URL('../worker/job.worker.ts', import.meta.url), { type: 'module', name: 'sweep' }),
  workers: navigator.hardwareConcurrency || 2,
  load: async (id) => (await fetch(`./results/${id}.json`)).json(),
  now: () => performance.now(),
});

/** Shows what the address says, and follows it. */
function useFigureAddress(): void {
  const store = useRunStore();
  useEffect(() => {
    const show = () => {
      const { page, query } = readPageAddress(location.hash, ['toy', 'figures']);
      if (page !== 'figures') return;
      for (const problem of showFigureAddress(query)) store.getState().notify(problem);
    };
    show();
    window.addEventListener('popstate', show);
    return () => window.removeEventListener('popstate', show);
  }, [store]);
}

export default function FiguresPage() {
  useFigureAddress();
  const address = useFigureView((view) => view.address);
  const shown = FIGURES.find(({ id }) => id === address.figure) ?? FIGURES[0]!;
  useEffect(() => void figures.open(shown.id), [shown]);
  return (
    <FigureStoreContext value={figures}>
      <main className="figures">
        <nav className="figure-tabs" aria-label="Figures">
          {FIGURES.map(({ id, label }) => (
            <a
              key={id}
              href={writeFigureAddress({ ...address, figure: id }, FIGURE_VIEWS)}
              aria-current={id === shown.id ? 'page' : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
        <header className="figures-head">
          <h1>{shown.question}</h1>
          <p className="note">
            {shown.source === 'paper'
              ? 'In the paper; its protocol is our reconstruction ∘'
              : 'Not in the paper: our choice ∘'}
          </p>
        </header>
        <SeriesFigure />
        <div className="figures-side">
          <SweepPanel />
          <SeriesPanel />
          <RepeatPanel />
        </div>
      </main>
    </FigureStoreContext>
  );
}

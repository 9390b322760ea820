/** The second page: the paper's Figure 3 and what it does not have; stored results at once, the visitor's own over them. */
import { lazy, Suspense, useEffect } from 'react';
import { FIGURES, figureById } from '../experiments/figures.ts';
import { readPageAddress } from '../link/address.ts';
import { FigureStoreContext, useFigureView } from '../panels/figures/figure-context.ts';
import { MethodsPanel } from '../panels/figures/MethodsPanel.tsx';
import { RepeatPanel } from '../panels/figures/RepeatPanel.tsx';
import { SeriesFigure } from '../panels/figures/SeriesFigure.tsx';
import { SeriesPanel } from '../panels/figures/SeriesPanel.tsx';
import { SweepPanel } from '../panels/figures/SweepPanel.tsx';
import { useRunStore } from '../panels/lab-context.ts';
import { createFigureStore } from '../store/figure-store.ts';
import { figureLink, showFigureAddress } from '../store/figure-view.ts';
import '../styles/figures.css';

const ImageFiguresView = lazy(async () => ({
  default: (await import('../panels/images/ImageFiguresView.tsx')).ImageFiguresView,
}));
const RaceView = lazy(async () => ({ default: (await import('../panels/figures/RaceView.tsx')).RaceView }));
const FindingsView = lazy(async () => ({ default: (await import('../panels/figures/FindingsView.tsx')).FindingsView }));

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

/** Views of the page that are not one figure. */
const IMAGE_VIEW = {
  id: 'images',
  label: 'Figure 4',
  title: 'Which way of growing is best on real images?',
  content: ImageFiguresView,
};
const OTHER_VIEWS = [
  IMAGE_VIEW,
  { id: 'race', label: 'Race', title: 'Who fits the curve first?', content: RaceView },
  { id: 'findings', label: 'Findings', title: 'What could we reproduce, and what not?', content: FindingsView },
];

/** In the order of the paper, then ours. */
const LAST_OF_FIGURE_3 = 2;
const TABS = [...FIGURES, ...OTHER_VIEWS.filter((view) => view !== IMAGE_VIEW)].toSpliced(
  LAST_OF_FIGURE_3,
  0,
  IMAGE_VIEW,
);

export default function FiguresPage() {
  useFigureAddress();
  const address = useFigureView((view) => view.address);
  const hidden = useFigureView((view) => view.hidden);
  const other = OTHER_VIEWS.find(({ id }) => id === address.figure);
  return (
    <FigureStoreContext value={figures}>
      <main className="figures">
        <nav className="figure-tabs" aria-label="Figures">
          {TABS.map(({ id, label }) => (
            <a
              key={id}
              href={figureLink({ address, hidden }, id)}
              aria-current={id === address.figure ? 'page' : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
        {other ? (
          <>
            <header className="figures-head">
              <h1>{other.title}</h1>
            </header>
            <Suspense fallback={<p className="empty">On its way.</p>}>
              <other.content />
            </Suspense>
          </>
        ) : (
          <OneFigure id={address.figure} />
        )}
      </main>
    </FigureStoreContext>
  );
}

function OneFigure({ id }: { id: string }) {
  const { source, question } = figureById(id);
  useEffect(() => void figures.open(id), [id]);
  return (
    <>
      <header className="figures-head">
        <h1>{question}</h1>
        <p className="note">
          {source === 'paper' ? 'In the paper; its protocol is our reconstruction ∘' : 'Not in the paper: our choice ∘'}
        </p>
      </header>
      <SeriesFigure />
      <div className="figures-side">
        <SweepPanel />
        <SeriesPanel />
        <RepeatPanel />
      </div>
      <MethodsPanel />
    </>
  );
}

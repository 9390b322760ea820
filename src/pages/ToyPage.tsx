/** The first page: a one-neuron network fits a curve, gets stuck, grows, and fits it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { BackToLive } from '../panels/branches/BackToLive.tsx';
import { FunctionFit } from '../panels/FunctionFit.tsx';
import { RunStoreContext, useRun, useRunStore, useView } from '../panels/lab-context.ts';
import { OpenRunLog, RunTools } from '../panels/log/RunTools.tsx';
import { PhasePanel } from '../panels/PhasePanel.tsx';
import { LineageColors } from '../panels/question/LineageColors.tsx';
import { RecipePanel } from '../panels/RecipePanel.tsx';
import { RunStatus } from '../panels/RunStatus.tsx';
import { Timeline } from '../panels/Timeline.tsx';
import { Transport } from '../panels/Transport.tsx';
import type { RunStore } from '../store/run-store.ts';
import { stageOf } from '../store/slow-motion.ts';
import { createStaggeredStore } from '../store/staggered-store.ts';

// What is not needed for the first picture comes right after it.
const IntegralFigure = lazy(() =>
  import('../panels/IntegralFigure.tsx').then((module) => ({ default: module.IntegralFigure })),
);
const BranchBar = lazy(() =>
  import('../panels/branches/BranchBar.tsx').then((module) => ({ default: module.BranchBar })),
);
const LineageFigure = lazy(() =>
  import('../panels/LineageFigure.tsx').then((module) => ({ default: module.LineageFigure })),
);
const LossFigure = lazy(() => import('../panels/LossFigure.tsx').then((module) => ({ default: module.LossFigure })));
const NetworkFigure = lazy(() =>
  import('../panels/NetworkFigure.tsx').then((module) => ({ default: module.NetworkFigure })),
);
const ImportanceFigure = lazy(() =>
  import('../panels/ImportanceFigure.tsx').then((module) => ({ default: module.ImportanceFigure })),
);
const Announcer = lazy(() => import('../panels/log/Announcer.tsx').then((module) => ({ default: module.Announcer })));
const LessonPanel = lazy(() =>
  import('../panels/lesson/LessonPanel.tsx').then((module) => ({ default: module.LessonPanel })),
);

/**
 * At speeds for watching, the fit moves in every frame and the rest in every other. At the fastest, the fit moves in even
 * frames, and the others share sixteen of the odd ones of forty-eight so that no frame draws two figures. Those with many
 * parts are drawn least often: nobody reads a table of numbers that changes ten times a second. The other eight are for
 * figures that are made in pieces (store/free-frames.ts).
 */
function takeTurns(store: RunStore) {
  const turn = (calm: number, every: number, at: number) =>
    createStaggeredStore(store, { every: 2, at: calm }, { every, at });
  return {
    fit: createStaggeredStore(store, { every: 1, at: 0 }, { every: 2, at: 0 }),
    timeline: turn(0, 8, 1),
    network: turn(0, 16, 3),
    phase: turn(1, 16, 11),
    importance: turn(1, 48, 7),
    lineage: turn(0, 48, 15),
    loss: turn(1, 48, 39),
    integral: turn(1, 48, 23),
  };
}

export function ToyPage({ embed }: { embed: boolean }) {
  const store = useRunStore();
  const [turns] = useState(() => takeTurns(store));
  const stage = useRun((state) => (state.slowMotion ? stageOf(state.events[state.cursor]) : undefined));
  const lesson = useView((state) => state.lesson);
  const branching = useRun((state) => state.branches.length > 1);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-branching', branching);
    return () => document.documentElement.removeAttribute('data-branching');
  }, [branching]);
  return (
    <main
      className="toy"
      data-embed={embed || undefined}
      data-stage={stage}
      data-lesson={lesson !== undefined || undefined}
    >
      <LineageColors />
      <h1 className="visually-hidden">Watch a network grow</h1>
      {lesson && (
        <Suspense fallback={<section className="card lesson" aria-busy="true" />}>
          <LessonPanel open={lesson} embed={embed} />
        </Suspense>
      )}
      {!embed && <RecipePanel />}
      <div className="column">
        <div className="screen">
          <RunStoreContext value={turns.fit}>
            <FunctionFit />
          </RunStoreContext>
          <RunStoreContext value={turns.network}>
            <Suspense fallback={<figure className="card figure network" aria-busy="true" />}>
              <NetworkFigure />
            </Suspense>
          </RunStoreContext>
        </div>
        <RunStoreContext value={turns.integral}>
          <Suspense fallback={<figure className="card figure integral" aria-busy="true" />}>
            <IntegralFigure />
          </Suspense>
        </RunStoreContext>
      </div>
      <div className="column side">
        <div className="screen">
          <RunStoreContext value={turns.phase}>
            <PhasePanel />
          </RunStoreContext>
          <RunStoreContext value={turns.importance}>
            <Suspense fallback={<figure className="card figure importance-figure" aria-busy="true" />}>
              <ImportanceFigure />
            </Suspense>
          </RunStoreContext>
        </div>
        <RunStoreContext value={turns.lineage}>
          <Suspense fallback={<figure className="card figure lineage" aria-busy="true" />}>
            <LineageFigure />
          </Suspense>
        </RunStoreContext>
        <RunStoreContext value={turns.loss}>
          <Suspense fallback={<figure className="card figure loss" aria-busy="true" />}>
            <LossFigure />
          </Suspense>
        </RunStoreContext>
      </div>
      <RunStoreContext value={turns.phase}>
        <OpenRunLog />
      </RunStoreContext>
      <Suspense fallback={null}>
        <Announcer />
      </Suspense>
      <div className="shelf">
        <section className="card strip" aria-label="Playback">
          <div className="strip-left">
            <Transport />
            <div className="status-row">
              <RunStatus />
              <RunTools />
            </div>
          </div>
          <RunStoreContext value={turns.timeline}>
            <Timeline />
          </RunStoreContext>
          <BackToLive />
          <Suspense fallback={null}>{branching && <BranchBar />}</Suspense>
        </section>
      </div>
    </main>
  );
}

/** The first page: a one-neuron network fits a curve, gets stuck, grows, and fits it. */
import { useState } from 'react';
import { BackToLive } from '../panels/branches/BackToLive.tsx';
import { BranchBar } from '../panels/branches/BranchBar.tsx';
import { WhatIf } from '../panels/branches/WhatIf.tsx';
import { FunctionFit } from '../panels/FunctionFit.tsx';
import { ImportanceFigure } from '../panels/ImportanceFigure.tsx';
import { IntegralFigure } from '../panels/IntegralFigure.tsx';
import { LineageFigure } from '../panels/LineageFigure.tsx';
import { LossFigure } from '../panels/LossFigure.tsx';
import { RunStoreContext, useRunStore } from '../panels/lab-context.ts';
import { NetworkFigure } from '../panels/NetworkFigure.tsx';
import { PhasePanel } from '../panels/PhasePanel.tsx';
import { RecipePanel } from '../panels/RecipePanel.tsx';
import { RunStatus } from '../panels/RunStatus.tsx';
import { Timeline } from '../panels/Timeline.tsx';
import { Transport } from '../panels/Transport.tsx';
import { createStaggeredStore } from '../store/staggered-store.ts';

export function ToyPage({ embed }: { embed: boolean }) {
  const store = useRunStore();
  const [[network, side]] = useState(() => [createStaggeredStore(store, 0), createStaggeredStore(store, 1)] as const);
  return (
    <main className="toy" data-embed={embed || undefined}>
      <h1 className="visually-hidden">Watch a network grow</h1>
      {!embed && <RecipePanel />}
      <div className="column">
        <FunctionFit />
        <RunStoreContext value={network}>
          <NetworkFigure />
          <LineageFigure />
        </RunStoreContext>
      </div>
      <div className="column side">
        <RunStoreContext value={side}>
          <PhasePanel />
          <WhatIf />
          <ImportanceFigure />
          <IntegralFigure />
          <LossFigure />
        </RunStoreContext>
      </div>
      <section className="card strip" aria-label="Playback">
        <div className="strip-left">
          <Transport />
          <RunStatus />
        </div>
        <Timeline />
        <BackToLive />
        <BranchBar />
      </section>
    </main>
  );
}

/** The status line of an image run; what screen readers hear by themselves comes calmer. */
import { useEffect, useState } from 'react';
import { isStoredOnItsWay, lookingAt, ownOf, trajectoryOf } from '../../store/images/image-lab-state.ts';
import { Facts } from '../Facts.tsx';
import { createCalmSpeaker } from '../log/calm-speaker.ts';
import { engineName } from '../status-text.ts';
import { onScreenOf, useImageLab, useImages, useOnScreen } from './image-context.ts';
import { imageNews, imageStatus } from './image-sentences.ts';

/** What computes the run on screen, or that it is stored. */
export function useWhere(): string {
  return useImages((state) => {
    if (lookingAt(state) !== 'own') return 'stored run';
    const report = ownOf(state)?.report;
    return report ? engineName(report.kind) : 'your run';
  });
}

const INTERVAL = 2000;

/** Tells screen readers of each epoch, growth and phase that is over: politely, and at most one message in two seconds. */
function useNews(): string {
  const lab = useImageLab();
  const [said, setSaid] = useState('');
  useEffect(() => {
    const speaker = createCalmSpeaker(setSaid, INTERVAL);
    const unsubscribe = lab.subscribe((state, before) => {
      const trajectory = trajectoryOf(state);
      if (!trajectory || (trajectory === trajectoryOf(before) && state.at === before.at)) return;
      speaker.say(() => imageNews(onScreenOf(trajectory, state.at).shown, trajectory, state.recipe));
    });
    return () => {
      unsubscribe();
      speaker.stop();
    };
  }, [lab]);
  return said;
}

export function ImageRunStatus() {
  const screen = useOnScreen();
  const where = useWhere();
  const loading = useImages((state) => {
    const own = ownOf(state);
    if (!own && isStoredOnItsWay(state)) return 'The stored run is on its way …';
    return own?.status === 'loading'
      ? 'Fetching the images …'
      : own?.status === 'starting'
        ? 'Starting the engine …'
        : '';
  });
  const news = useNews();
  return (
    <>
      <p className="run-status" role="status" aria-live="off" aria-label="Run status">
        <Facts line={loading || (screen ? imageStatus(screen.shown, screen.trajectory, where) : 'No run yet')} />
      </p>
      <p className="visually-hidden announcer" aria-live="polite" aria-atomic="true">
        {news}
      </p>
    </>
  );
}

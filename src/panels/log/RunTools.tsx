/** Ways to follow a run without looking at curves: its log, and its sound. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { ACTIONS } from '../../actions/actions.ts';
import { LogIcon, SoundIcon } from '../icons.tsx';
import { useRunStore, useView } from '../lab-context.ts';

const RunLog = lazy(() => import('./RunLog.tsx').then((module) => ({ default: module.RunLog })));

export function RunTools() {
  const store = useRunStore();
  const log = useView((state) => state.logOpen);
  const sound = useView((state) => state.sound);
  useEffect(() => {
    if (!sound) return;
    let end = () => {};
    let left = false;
    void import('./loss-sound.ts').then(({ soundLoss }) => {
      if (!left) end = soundLoss(store);
    });
    return () => {
      left = true;
      end();
    };
  }, [store, sound]);
  return (
    <div className="run-tools">
      <button
        type="button"
        className="button quiet icon"
        aria-pressed={log}
        title={`${ACTIONS.runLog.label} (T)`}
        onClick={() => ACTIONS.runLog.perform()}
      >
        <LogIcon />
        <span>Log</span>
      </button>
      <button
        type="button"
        className="button quiet icon"
        aria-pressed={sound}
        title={`${ACTIONS.sound.label} (M)`}
        onClick={() => ACTIONS.sound.perform()}
      >
        <SoundIcon on={sound} />
        <span>Sound</span>
      </button>
    </div>
  );
}

/** The log, while it is open. */
export function OpenRunLog() {
  const open = useView((state) => state.logOpen);
  // A log that a former visit left open does not scroll the page; one that is opened now is to be seen.
  const [wasOpen] = useState(open);
  return <Suspense fallback={null}>{open && <RunLog reveal={!wasOpen} />}</Suspense>;
}

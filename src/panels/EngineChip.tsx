/** Which engine runs, on what, and why; and drills that show what happens when it is lost. */
import { type ReactNode, useId, useRef } from 'react';
import type { EngineReport, ThreadCount } from '../compute/report.ts';
import type { Drill } from '../store/run-state.ts';
import { useRun, useRunStore, useView } from './lab-context.ts';
import { repeatText } from './repeat-text.ts';
import { engineName } from './status-text.ts';

/** Where a page that has engines of its own puts their chip (a portal), so that all are in one place. */
export const ENGINE_PLACE = 'page-engine';

export interface EngineChipProps {
  readonly report: EngineReport | undefined;
  /** All that the run was computed with, where threads can share its batches. */
  readonly threads?: readonly ThreadCount[] | undefined;
  /** What the chip says while there is no report, and what is behind it. */
  readonly without: { readonly name: string; readonly text: ReactNode };
  readonly failed: boolean;
  readonly computing: boolean;
  /** What a loss costs, for example `sub-step`. */
  readonly unit: string;
  onDrill(drill: Drill): void;
}

export function EngineChip({ report, threads, without, failed, computing, unit, onDrill }: EngineChipProps) {
  const popover = useRef<HTMLDivElement>(null);
  const id = useId();
  const name = report ? engineName(report.kind) : without.name;
  const drill = (kind: Drill) => {
    popover.current?.hidePopover();
    onDrill(kind);
  };
  return (
    <>
      <button type="button" className="button chip" popoverTarget={id} aria-label={`Engine: ${name}`}>
        <i className="lamp" data-state={failed ? 'failed' : report ? 'ready' : 'starting'} />
        <span>
          {name}
          {report && <span className="chip-detail"> · {report.device}</span>}
        </span>
      </button>
      <div id={id} ref={popover} popover="auto" className="card popover" role="dialog" aria-label="Engine">
        {report ? (
          <>
            <h2>
              {name} on {report.device}
            </h2>
            <p>{report.reason}</p>
            {report.selfTestError > 0 && (
              <p className="note">
                Self-test passed: gradients differ from plain float64 loops by at most{' '}
                {report.selfTestError.toExponential(0)} of their length.
              </p>
            )}
            <p className="note">{repeatText(report, threads)}</p>
            <h3>Try a loss</h3>
            <p className="note">
              Engines can be lost: a driver restarts, a tab runs out of memory. Nothing but the {unit} in flight is ever
              lost. See for yourself
              {computing ? '' : '; nothing is being computed right now, so start a run first'}.
            </p>
            <div className="popover-buttons">
              {report.kind === 'webgpu' && (
                <button type="button" className="button" onClick={() => drill('lose-device')}>
                  Lose the device
                </button>
              )}
              <button type="button" className="button" onClick={() => drill('crash')}>
                End the worker
              </button>
            </div>
          </>
        ) : (
          without.text
        )}
      </div>
    </>
  );
}

/** That of the run of the Toy page. */
export function RunEngineChip() {
  const store = useRunStore();
  const report = useRun((state) => state.report);
  const failed = useRun((state) => state.status === 'failed');
  const computing = useRun((state) => state.status === 'computing');
  // Other pages begin no run, so there the engine of one is not starting.
  const elsewhere = useView((state) => state.page !== '' && state.page !== 'toy');
  const ofItsOwn = useView((state) => state.page === 'images');
  if (ofItsOwn || (!report && elsewhere)) return null;
  return (
    <EngineChip
      report={report}
      without={{ name: 'Starting', text: <p>The engine is being chosen and tested.</p> }}
      failed={failed}
      computing={computing}
      unit="sub-step"
      onDrill={(drill) => store.getState().drill(drill)}
    />
  );
}

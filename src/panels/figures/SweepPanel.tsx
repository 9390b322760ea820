/** "Your own seeds": start, hold and end a sweep, and how far it is. */
import { useState } from 'react';
import type { EnginePreference } from '../../compute/report.ts';
import { REFERENCE_SEEDS } from '../../experiments/figures.ts';
import { readNumber, SETTINGS } from '../../runs/settings.ts';
import { type Sweep, timeLeft } from '../../store/figure-store.ts';
import { useRunStore } from '../lab-context.ts';
import { useFigureStore, useFigures, useSweep } from './figure-context.ts';
import { finishedSeeds } from './SeriesFigure.tsx';

/** More than anyone waits for in a page; the command line takes more. */
const SEEDS = { label: 'The number of seeds', min: 1, max: 200, initial: REFERENCE_SEEDS, integer: true };

export function SweepPanel() {
  const store = useFigureStore();
  const figure = useFigures((state) => state.figure);
  const sweep = useSweep();
  const [seeds, setSeeds] = useState(String(REFERENCE_SEEDS));
  const [engine, setEngine] = useState<EnginePreference>('auto');
  const count = readNumber(SEEDS, seeds).value;
  const notify = useRunStore().getState().notify;
  const commit = () => {
    const { value, problem } = readNumber(SEEDS, seeds);
    if (problem) notify(problem);
    setSeeds(String(value));
  };
  const start = () => {
    setSeeds(String(count));
    store.start(count, engine);
  };
  const busy = sweep?.status === 'running' || sweep?.status === 'paused';
  const unfinished = sweep !== undefined && sweep.status !== 'done' && sweep.status !== 'running';
  return (
    <section className="card sweep" aria-label="Your own seeds">
      <h2>Your own seeds</h2>
      <div className="sweep-fields">
        <label>
          Seeds
          <input
            type="number"
            min={SEEDS.min}
            max={SEEDS.max}
            value={seeds}
            disabled={busy}
            onChange={({ target }) => setSeeds(target.value)}
            onBlur={commit}
          />
        </label>
        <label>
          Engine
          <select
            className="select"
            value={engine}
            disabled={busy}
            onChange={({ target }) => setEngine(target.value as EnginePreference)}
          >
            {SETTINGS.engine.options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="sweep-buttons">
        {sweep?.status === 'running' ? (
          <button type="button" className="button primary" onClick={() => store.pause()}>
            Pause
          </button>
        ) : unfinished ? (
          <button type="button" className="button primary" onClick={() => store.resume()}>
            Resume
          </button>
        ) : (
          <button type="button" className="button primary" onClick={start}>
            {sweep ? 'Start again' : 'Start'}
          </button>
        )}
        {busy && (
          <button type="button" className="button" onClick={() => store.cancel()}>
            Cancel
          </button>
        )}
        {unfinished && !busy && (
          <button type="button" className="button" onClick={start}>
            Start again
          </button>
        )}
      </div>
      {sweep && (
        <progress className="sweep-progress" value={sweep.progress} max={1} aria-label="Progress">
          {Math.floor(100 * sweep.progress)} %
        </progress>
      )}
      <p className="note" role="status" aria-label="Sweep status">
        {sweep
          ? statusText(sweep, finishedSeeds(figure, sweep.runs))
          : `Computes ${figure.series.length * count} runs on your machine and draws them over the stored ones.`}
      </p>
      {sweep?.warning && (
        <p className="note" role="alert">
          {sweep.warning}
        </p>
      )}
      {sweep?.report && (
        <p className="note">
          {sweep.report.kind === 'webgpu' ? 'WebGPU' : 'CPU'} · {sweep.report.device} · {rate(sweep)}
        </p>
      )}
    </section>
  );
}

/** Time for people: 8 s, 2 min 5 s. */
function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function statusText(sweep: Sweep, seeds: number): string {
  const { status, jobs, finished, elapsed, message } = sweep;
  const facts = `${seeds} of ${sweep.seeds} seeds · ${finished} of ${jobs} runs`;
  const left = timeLeft(sweep);
  switch (status) {
    case 'running':
      return `${facts} · ${left === undefined ? 'starting' : `${duration(left)} left`}`;
    case 'paused':
      return `${facts} · paused`;
    case 'cancelled':
      return `${facts} · cancelled; what is finished stays`;
    case 'failed':
      return `${facts} · stopped: ${message ?? 'something failed'}`;
    case 'done':
      return `${facts} · done in ${duration(elapsed)}`;
  }
}

function rate({ steps, elapsed }: Sweep): string {
  return elapsed < 100 ? '–' : `${Math.round((1000 * steps) / elapsed).toLocaleString('en-US')} steps/s`;
}

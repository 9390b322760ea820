/** "Race": methods in lanes on one target and from one start. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { formatCount, formatLoss } from '../../charts/numbers.ts';
import { type RaceLine, RacePlot } from '../../charts/RacePlot.tsx';
import { writeRaceAddress } from '../../link/figure-address.ts';
import { described, METHOD_CATALOGUE } from '../../methods/catalogue.ts';
import { readTyped, SETTINGS } from '../../runs/settings.ts';
import { changeRace } from '../../store/figure-view.ts';
import { createRaceStore, type Lane, momentAt, type RaceStore, raceLength, racePlace } from '../../store/race-store.ts';
import { Figure } from '../Figure.tsx';
import { useRunStore } from '../lab-context.ts';
import { useSize } from '../use-size.ts';
import { useFigureView } from './figure-context.ts';
import { LaneCard } from './LaneCard.tsx';
import { Segmented } from './Segmented.tsx';
import { methodStyle } from './series-curves.ts';

const SPEEDS = [150, 600, 2400, 9600];
/** While it plays a lane is drawn every so many steps, and the lanes take turns. */
const DRAWN_STEPS = 30;

function createRace(): RaceStore {
  return createRaceStore(
    () => new Worker(new URL('../../worker/engine.worker.ts', import.meta.url), { type: 'module', name: 'race' }),
  );
}

/** Moves the race on while it plays. */
function usePlaying(race: RaceStore): void {
  const playing = useStore(race, (state) => state.playing);
  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function move(now) {
      race.advance(now - before);
      before = now;
      frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [race, playing]);
}

export function RaceView() {
  const [race] = useState(createRace);
  const address = useFigureView((view) => view.race);
  const methods = address.methods.join();
  useEffect(() => race.start(address.seed, methods.split(',')), [race, address.seed, methods]);
  useEffect(() => () => race.dispose(), [race]);
  usePlaying(race);
  const { lanes, playing, task, recipe } = useStore(race);
  const losses = lanes.map((lane) => momentAt(lane.moments, lane.place)?.event.loss);
  const order = losses.flatMap((loss) => loss ?? []).sort((a, b) => a - b);
  const started = racePlace({ lanes }) > 0;
  return (
    <>
      <RaceControls race={race} />
      <RaceFigure lanes={lanes} race={race} />
      <div className="lanes" style={{ '--columns': columnsOf(lanes.length) } as React.CSSProperties}>
        {lanes.map(({ method, moments, place, status, message, held }, k) => {
          const turn = (k % (DRAWN_STEPS / 10)) * 10;
          const drawn = playing ? Math.max(0, Math.floor((place + turn) / DRAWN_STEPS) * DRAWN_STEPS - turn) : place;
          return (
            <LaneCard
              key={method}
              {...{ method, status, message, held, task, recipe }}
              moment={momentAt(moments, drawn)}
              rank={started && losses[k] !== undefined ? order.indexOf(losses[k]) + 1 : undefined}
              onHold={race.hold}
            />
          );
        })}
      </div>
    </>
  );
}

/** Columns, at most four, that leave the fewest places of the last row empty. */
function columnsOf(lanes: number): number {
  if (lanes <= 4) return Math.max(1, lanes);
  const empty = (columns: number) => Math.ceil(lanes / columns) * columns - lanes;
  return empty(4) <= empty(3) ? 4 : 3;
}

function RaceControls({ race }: { race: RaceStore }) {
  const { lanes, playing, mode, speed, recipe } = useStore(race);
  const { seed, methods } = useFigureView((view) => view.race);
  const [typed, setTyped] = useState<string>();
  const length = raceLength(recipe);
  const place = Math.min(length, racePlace({ lanes }));
  const computing = lanes.filter(({ status }) => status === 'computing').length;
  const notify = useRunStore().getState().notify;
  const commit = () => {
    if (typed === undefined) return;
    const { value, problem } = readTyped(SETTINGS.seed, typed, seed);
    if (problem) notify(problem);
    if (value !== seed) changeRace({ seed: value });
    setTyped(undefined);
  };
  const nextGrowth = (Math.floor(place / recipe.stepsPerPhase) + 1) * recipe.stepsPerPhase;
  return (
    <section className="card race-controls" aria-label="Race controls">
      <div className="race-transport" role="toolbar" aria-label="Race">
        <button type="button" className="button" onClick={race.restart}>
          Restart
        </button>
        <button type="button" className="button primary" onClick={() => (playing ? race.pause() : race.play())}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <button type="button" className="button" onClick={() => race.seek(place + 10)}>
          Step
        </button>
        <button type="button" className="button" onClick={() => race.seek(nextGrowth)}>
          Next growth
        </button>
      </div>
      <label className="race-place">
        <span role="status" aria-label="Race status">
          {`Step ${formatCount(Math.round(place))} of ${formatCount(length)}${computing > 0 ? ` · ${computing} ${computing === 1 ? 'lane' : 'lanes'} computing` : ''}`}
        </span>
        <input
          type="range"
          className="range"
          aria-label="Place in the race"
          min={0}
          max={length}
          step={10}
          value={place}
          style={{ '--fill': `${(100 * place) / length}%` } as React.CSSProperties}
          onChange={({ target }) => race.seek(Number(target.value))}
        />
      </label>
      <Segmented
        name="Order"
        value={mode}
        options={[
          { value: 'together', label: 'Together' },
          { value: 'in turn', label: 'One at a time' },
        ]}
        onChange={race.setMode}
      />
      <label className="race-field">
        Speed
        <select className="select" value={speed} onChange={({ target }) => race.setSpeed(Number(target.value))}>
          {SPEEDS.map((value) => (
            <option key={value} value={value}>
              {formatCount(value)} steps/s
            </option>
          ))}
        </select>
      </label>
      <label className="race-field">
        Seed
        <input
          type="number"
          min={SETTINGS.seed.min}
          max={SETTINGS.seed.max}
          value={typed ?? seed}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={commit}
          onKeyDown={({ key }) => key === 'Enter' && commit()}
        />
      </label>
      <fieldset className="race-methods">
        <legend>Lanes</legend>
        {METHOD_CATALOGUE.map(({ id, label, summary }) => {
          const chosen = methods.includes(id);
          const only = chosen && methods.length === 1;
          const next = METHOD_CATALOGUE.map((method) => method.id).filter((other) =>
            other === id ? !chosen : methods.includes(other),
          );
          return (
            <label key={id} title={summary}>
              <input type="checkbox" checked={chosen} disabled={only} onChange={() => changeRace({ methods: next })} />
              {label}
            </label>
          );
        })}
      </fieldset>
    </section>
  );
}

function RaceFigure({ lanes, race }: { lanes: readonly Lane[]; race: RaceStore }) {
  const recipe = useStore(race, (state) => state.recipe);
  const address = useFigureView((view) => view.race);
  const [ref, { width, height }] = useSize();
  const lines = lanes.map(
    (lane): RaceLine => ({
      key: lane.method,
      ...methodStyle(lane.method),
      points: pointsOf(lane.moments),
      place: lane.place,
      loss: momentAt(lane.moments, lane.place)?.event.loss,
    }),
  );
  const length = useMemo(() => raceLength(recipe), [recipe]);
  return (
    <Figure
      name="Race"
      className="race-figure"
      note={`one target and one start, seed ${recipe.seed}`}
      table={() => ({
        columns: ['Method', 'Steps', 'Neurons', 'Loss'],
        rows: lanes.map(({ method, moments, place }) => {
          const event = momentAt(moments, place)?.event;
          const { label } = described(method);
          return [label, Math.round(place), event?.network.neurons.length ?? '–', event ? formatLoss(event.loss) : '–'];
        }),
      })}
      caption={() => ({
        title: `Race, seed ${recipe.seed}`,
        lines: [
          lanes.map(({ method }) => described(method).label).join(' · '),
          `Firefly Lab · ${location.origin}${location.pathname}${writeRaceAddress(address, { seed: -1, methods: [] })}`,
        ],
        metadata: { recipe, methods: lanes.map(({ method }) => method) },
        fileName: `firefly-lab-race-seed-${recipe.seed}`,
      })}
    >
      <div className="figure-fill" ref={ref}>
        {width > 0 && (
          <RacePlot {...{ lines, width, height }} totalSteps={length} stepsPerPhase={recipe.stepsPerPhase} />
        )}
      </div>
    </Figure>
  );
}

const known = new WeakMap<Lane['moments'], RaceLine['points']>();

/** The points of a lane's line, made once for each arrival. */
function pointsOf(moments: Lane['moments']): RaceLine['points'] {
  const before = known.get(moments);
  if (before) return before;
  const points = moments.map(({ steps, event }) => ({ steps, loss: event.loss }));
  known.set(moments, points);
  return points;
}

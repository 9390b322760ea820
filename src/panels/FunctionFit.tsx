/** Places the "Function fit" figure. */
import { lazy, memo, Suspense, useMemo } from 'react';
import { useStore } from 'zustand';
import { drawTarget } from '../actions/target.ts';
import { FitPlot } from '../charts/FitPlot.tsx';
import type { Ghost } from '../charts/fit-drawing.ts';
import { InlineMark } from '../charts/Marks.tsx';
import { fixed, type Measured } from '../charts/measured.ts';
import type { DescentEvent } from '../growth/events.ts';
import { predict } from '../networks/network.ts';
import { targetStore } from '../store/target-store.ts';
import { identityScale, type Scale } from '../tasks/task.ts';
import { Figure } from './Figure.tsx';
import { PencilIcon } from './icons.tsx';
import { useRun, useRunStore, useView } from './lab-context.ts';
import { BeforeAfter, useComparedNetwork } from './question/BeforeAfter.tsx';
import { candidatesAt } from './shown.ts';
import { useAppearance } from './use-appearance.ts';
import { useSize } from './use-size.ts';

const CurveEditor = lazy(() => import('./target/CurveEditor.tsx'));

export function FunctionFit() {
  const task = useRun((state) => state.task);
  // Points that the visitor brought come with units of their own.
  const units = useRun((state) => (state.recipe.given ? state.task?.targetScale : undefined));
  const event = useRun((state) => state.events[state.cursor]);
  const pointed = useView((state) => state.pointed);
  const appearance = useAppearance();
  const drawing = useStore(targetStore, (state) => state.drawing);
  const [ref, { width, height }] = useSize();
  const ghosts = useMemo(() => ghostsAt(event), [event]);
  const network = useComparedNetwork(event);
  return (
    <Figure
      name="Function fit"
      className="fit"
      controls={<EditTarget drawing={drawing} />}
      note={drawing ? <CurveHint /> : <Legend candidates={ghosts.length > 0} />}
      table={() => ({
        columns: ['x', 'target', 'network'],
        rows: task
          ? Array.from(task.data.inputs, (x, i): [number, number, number] => [
              x,
              task.data.targets[i]!,
              event ? predict(event.network, [x]) : 0,
            ])
              .sort((a, b) => a[0] - b[0])
              .map(([x, y, f]) => [
                inUnits(task.inputScale, x),
                inUnits(units ?? identityScale, y),
                event ? inUnits(units ?? identityScale, f) : '–',
              ])
          : [],
      })}
    >
      <div className="figure-fill" ref={ref}>
        {task &&
          width > 0 &&
          (drawing ? (
            <Suspense fallback={null}>
              <CurveEditor {...{ task, width, height }} />
            </Suspense>
          ) : (
            <>
              <FitPlot {...{ task, units, ghosts, pointed, width, height, appearance, network }} />
              <BeforeAfter {...{ event, task, width, height }} />
            </>
          ))}
      </div>
    </Figure>
  );
}

/** A number in the units that its data came in, to about four digits. */
function inUnits({ offset, factor }: Scale, value: number): Measured {
  return fixed(offset + factor * value, Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(factor)))));
}

// While a run plays the fit is drawn anew in every frame; what stands beside it is not.
const EditTarget = memo(function EditTarget({ drawing }: { drawing: boolean }) {
  const store = useRunStore();
  return (
    <button
      type="button"
      className="button quiet icon edit-target"
      aria-pressed={drawing}
      aria-label="Edit target"
      title="Draw the target"
      onClick={() => (drawing ? targetStore.setState({ drawing: false }) : drawTarget(store))}
    >
      <PencilIcon />
    </button>
  );
});

const Legend = memo(function Legend({ candidates }: { candidates: boolean }) {
  return (
    <span className="legend">
      <span>
        <i className="dot" /> data
      </span>
      <span>
        <i className="stroke" /> network
      </span>
      <span>
        <i className="stroke thin" /> its neurons
      </span>
      <span data-off={!candidates || undefined}>
        <InlineMark kind="fresh" /> candidates, shape only
      </span>
    </span>
  );
});

function CurveHint() {
  return (
    <span className="curve-hint">
      Drag to draw, or drag a dot. <span>Click adds one, double-click deletes it.</span>
    </span>
  );
}

/** Candidates of the event on screen, with their fate. */
function ghostsAt(event: DescentEvent | undefined): readonly Ghost[] {
  const { candidates, selected } = candidatesAt(event);
  return candidates.map((candidate) => ({
    candidate,
    fate: selected === undefined ? 'open' : selected.includes(candidate.key) ? 'selected' : 'rejected',
  }));
}

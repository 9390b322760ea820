/** Drawing a target: drag to draw, drag a dot to move it, click to add, double-click to delete; or all of it by keyboard. */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { learnCurve } from '../../actions/target.ts';
import { type FieldScales, fieldPath, fieldScales, NEAR } from '../../charts/curve-field.ts';
import { targetStore } from '../../store/target-store.ts';
import { type CurvePoint, curveProblem, MAX_CURVE_POINTS, readCurve } from '../../tasks/curve.ts';
import {
  addPoint,
  besidePoint,
  type Curve,
  curveOfTask,
  drawStroke,
  EMPTY_CURVE,
  movePoint,
  removePoint,
} from '../../tasks/curve-edit.ts';
import type { Task } from '../../tasks/task.ts';
import { useRun, useRunStore } from '../lab-context.ts';
import { Handles } from './Handles.tsx';
import { useHistory } from './use-history.ts';

function close(): void {
  targetStore.setState({ drawing: false });
}

/** What the pointer is doing, from press to release. */
type Gesture =
  | { readonly kind: 'move'; readonly index: number; readonly from: Curve; moved: boolean }
  | { readonly kind: 'draw'; readonly from: Curve; readonly stroke: CurvePoint[] };

/** Milliseconds within which two clicks are a double one. */
const DOUBLE_CLICK = 600;
/** A press that moves less than this many pixels is a click. */
const CLICK = 4;
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** How far an arrow key moves a point, in x and y; with Shift five times as far. */
const KEY_STEP = 0.1;

export interface CurveEditorProps {
  readonly task: Task;
  readonly width: number;
  readonly height: number;
}

export default function CurveEditor({ task, width, height }: CurveEditorProps) {
  const store = useRunStore();
  const drawn = useRun((state) => state.recipe.curve);
  const [start] = useState(() => startingCurve(drawn, task));
  const history = useHistory(() => start);
  /** The curve while a gesture lasts; it becomes a step when it ends. */
  const [draft, setDraft] = useState<Curve>();
  const [focused, setFocused] = useState(0);
  const [said, say] = useState('');
  const gesture = useRef<Gesture>(undefined);
  const addedAt = useRef(0);
  const surface = useRef<SVGSVGElement>(null);
  const help = useId();
  const curve = draft ?? history.present;
  const scales = fieldScales(start, width, height);
  const problem = curveProblem(curve);

  // Another recipe (Back, a file) is another target: what is drawn here would be about the old one.
  useEffect(() => store.subscribe((state, before) => state.recipe !== before.recipe && close()), [store]);

  // It may be opened from far below, in the recipe.
  useEffect(() => {
    surface.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  const focusPoint = (index: number) => {
    setFocused(index);
    requestAnimationFrame(() =>
      surface.current?.querySelector<SVGElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  const add = (at: CurvePoint) => {
    const added = addPoint(history.present, at);
    if (!added) return say(`A curve has at most ${MAX_CURVE_POINTS} points.`);
    history.push(added.curve);
    say(`Point added, ${added.curve.length} points.`);
    addedAt.current = performance.now();
    focusPoint(added.index);
  };
  const remove = (index: number) => {
    const fewer = removePoint(history.present, index);
    if (fewer === history.present) return say('A curve keeps at least two points.');
    history.push(fewer);
    say(`Point deleted, ${fewer.length} points.`);
    focusPoint(Math.min(index, fewer.length - 1));
  };

  const placeOf = (event: { clientX: number; clientY: number }): CurvePoint => {
    const box = surface.current!.getBoundingClientRect();
    return scales.invert(event.clientX - box.left, event.clientY - box.top);
  };
  const indexAt = (event: { clientX: number; clientY: number }, within: number) => {
    const box = surface.current!.getBoundingClientRect();
    return nearest(history.present, scales, { x: event.clientX - box.left, y: event.clientY - box.top }, within);
  };
  const press = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 || gesture.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const index = indexAt(event, event.pointerType === 'mouse' ? NEAR.mouse : NEAR.touch);
    const from = history.present;
    if (index === undefined) gesture.current = { kind: 'draw', from, stroke: [placeOf(event)] };
    else {
      gesture.current = { kind: 'move', index, from, moved: false };
      focusPoint(index);
    }
    event.preventDefault();
  };
  const drag = (event: PointerEvent<SVGSVGElement>) => {
    const now = gesture.current;
    if (!now) return;
    if (now.kind === 'move') {
      now.moved = true;
      setDraft(movePoint(now.from, now.index, placeOf(event)));
    } else {
      const passed = event.nativeEvent.getCoalescedEvents?.() ?? [];
      now.stroke.push(...(passed.length > 0 ? passed : [event.nativeEvent]).map(placeOf));
      if (reach(now.stroke, scales) >= CLICK) setDraft(drawStroke(now.from, now.stroke));
    }
  };
  const release = (event: PointerEvent<SVGSVGElement>) => {
    const now = gesture.current;
    gesture.current = undefined;
    setDraft(undefined);
    if (!now) return;
    if (now.kind === 'move') {
      if (now.moved) history.push(movePoint(now.from, now.index, placeOf(event)));
    } else if (reach(now.stroke, scales) >= CLICK) {
      history.push(drawStroke(now.from, now.stroke));
      say('Curve drawn.');
    } else add(now.stroke[0]!);
  };
  const giveUp = () => {
    gesture.current = undefined;
    setDraft(undefined);
  };

  const pressKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey ? controlKey(event) : plainKey(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Undo and redo, from anywhere in the editor. */
  const controlKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const letter = key.toLowerCase();
    if (letter !== 'z' && letter !== 'y') return false;
    if (letter === 'y' || shiftKey) history.redo();
    else history.undo();
    return true;
  };
  /** Keys of the point that has the focus; true for a key that means something here. */
  const plainKey = ({ key, shiftKey, target }: KeyboardEvent): boolean => {
    if (key === 'Escape') {
      if (gesture.current) giveUp();
      else close();
      return true;
    }
    const raw = (target as Element).getAttribute('data-index');
    if (raw === null) return false;
    const index = Number(raw);
    const { present } = history;
    const direction = ARROWS[key];
    if (direction) {
      const step = KEY_STEP * (shiftKey ? 5 : 1);
      const { x, y } = present[index]!;
      const to = { x: x + direction[0] * step, y: y + direction[1] * step };
      history.push(movePoint(present, index, to), `move ${index}`);
      return true;
    }
    const goal = { PageDown: index + 1, PageUp: index - 1, Home: 0, End: present.length - 1 }[key];
    if (goal !== undefined) focusPoint(Math.min(Math.max(goal, 0), present.length - 1));
    else if (key === 'Enter') add(besidePoint(present, index));
    else if (key === 'Delete' || key === 'Backspace') remove(index);
    else return false;
    return true;
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the parts in it arrive here.
    <div className="curve-editor" onKeyDown={pressKey}>
      {/* biome-ignore lint/a11y/useSemanticElements: HTML has no element that draws and holds sliders. */}
      <svg
        ref={surface}
        width={width}
        height={height}
        role="group"
        aria-label="Target editor"
        aria-describedby={help}
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={giveUp}
        onDoubleClick={(event) => {
          const index = indexAt(event, NEAR.mouse);
          // The two clicks that add a point are no wish to delete it.
          if (index !== undefined && performance.now() - addedAt.current > DOUBLE_CLICK) remove(index);
        }}
      >
        <FieldAxes scales={scales} width={width} />
        <path d={fieldPath(start, scales)} className="curve-before" />
        <path d={fieldPath(curve, scales)} className="curve-line" />
        <Handles curve={curve} scales={scales} focused={Math.min(focused, curve.length - 1)} onFocus={setFocused} />
      </svg>
      <div className="curve-tools" role="toolbar" aria-label="Curve">
        <button type="button" className="button quiet" aria-disabled={!history.canUndo} onClick={history.undo}>
          Undo
        </button>
        <button type="button" className="button quiet" aria-disabled={!history.canRedo} onClick={history.redo}>
          Redo
        </button>
        <button type="button" className="button quiet" onClick={() => history.push(EMPTY_CURVE)}>
          Clear
        </button>
        <span className="curve-ends">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary"
            aria-disabled={problem !== undefined}
            title={problem && `The curve ${problem}`}
            onClick={() => (problem ? say(`The curve ${problem}.`) : learnCurve(store, curve))}
          >
            Done
          </button>
        </span>
      </div>
      <p className="visually-hidden" id={help}>
        Arrow keys move a point, with Shift farther. Enter adds a point, Delete removes it, Page Up and Page Down go to
        the next one, Escape cancels.
      </p>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

/** Where drawing begins: the curve that is drawn already, or points along whatever the target is. */
function startingCurve(drawn: string | undefined, task: Task): Curve {
  const reading = drawn === undefined ? undefined : readCurve(drawn);
  return reading && 'points' in reading ? reading.points : curveOfTask(task);
}

/** How far a stroke went, in pixels, from its start. */
function reach(stroke: Curve, scales: FieldScales): number {
  const [x, y] = [scales.x(stroke[0]!.x), scales.y(stroke[0]!.y)];
  return Math.max(...stroke.map((point) => Math.hypot(scales.x(point.x) - x, scales.y(point.y) - y)));
}

/** The point that a press is on, if it is on one. */
function nearest(curve: Curve, scales: FieldScales, at: { x: number; y: number }, within: number): number | undefined {
  const distances = curve.map(({ x, y }) => Math.hypot(scales.x(x) - at.x, scales.y(y) - at.y));
  const closest = Math.min(...distances);
  return closest <= within ? distances.indexOf(closest) : undefined;
}

function FieldAxes({ scales, width }: { scales: FieldScales; width: number }) {
  const [bottom = 0, top = 0] = scales.y.range();
  const [left = 0, right = 0] = scales.x.range();
  return (
    <g className="axes">
      {scales.y.ticks(5).map((tick) => (
        <g key={tick} transform={`translate(0 ${scales.y(tick)})`}>
          <line x1={left} x2={right} className={tick === 0 ? 'zero' : undefined} />
          <text x={left - 8} dy="0.32em" textAnchor="end">
            {String(tick).replace('-', '−')}
          </text>
        </g>
      ))}
      {scales.x.ticks(Math.max(4, width / 110)).map((tick) => (
        <g key={tick} transform={`translate(${scales.x(tick)} 0)`}>
          <line y1={top} y2={bottom} />
          <text y={bottom + 17} textAnchor="middle">
            {String(tick).replace('-', '−')}
          </text>
        </g>
      ))}
    </g>
  );
}

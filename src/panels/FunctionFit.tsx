/** Places the "Function fit" figure. */
import { FitPlot } from '../charts/FitPlot.tsx';
import { InlineMark } from '../charts/Marks.tsx';
import { predict } from '../networks/network.ts';
import { resolveTheme } from '../store/view-store.ts';
import { Figure } from './Figure.tsx';
import { useRun, useView } from './lab-context.ts';
import { candidatesAt } from './shown.ts';
import { useSize } from './use-size.ts';

export function FunctionFit() {
  const task = useRun((state) => state.task);
  const event = useRun((state) => state.events[state.cursor]);
  const pointed = useView((state) => state.pointed);
  const theme = useView((state) => resolveTheme(state.theme));
  const [ref, { width, height }] = useSize();
  const { candidates, selected } = candidatesAt(event);
  const ghosts = candidates.map((candidate) => ({
    candidate,
    fate:
      selected === undefined
        ? ('open' as const)
        : selected.includes(candidate.key)
          ? ('selected' as const)
          : ('rejected' as const),
  }));
  return (
    <Figure
      name="Function fit"
      className="fit"
      note={
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
          <span data-off={candidates.length === 0 || undefined}>
            <InlineMark kind="fresh" /> candidates, shape only
          </span>
        </span>
      }
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
                (task.inputScale.offset + task.inputScale.factor * x).toFixed(3),
                y.toFixed(3),
                event ? f.toFixed(3) : '–',
              ])
          : [],
      })}
    >
      <div className="figure-fill" ref={ref}>
        {task && width > 0 && <FitPlot {...{ task, ghosts, pointed, width, height, theme }} network={event?.network} />}
      </div>
    </Figure>
  );
}

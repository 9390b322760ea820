/** Places the "Score integral" figure: how the score of the candidate in focus comes about, and what other rules would say. */
import { candidateName } from '../charts/candidate-order.ts';
import { IntegralPlot } from '../charts/IntegralPlot.tsx';
import { fixed, measured } from '../charts/measured.ts';
import { formatChange } from '../charts/numbers.ts';
import type { QuadratureNode } from '../growth/importance.ts';
import { MOST_NODES, type RuleComparison, rectangleArea, type SlopeCurve } from '../growth/question.ts';
import { viewStore } from '../store/view-store.ts';
import { Figure, type TableData } from './Figure.tsx';
import { LaterFrame } from './LaterFrame.tsx';
import { useView } from './lab-context.ts';
import { PartsAndWhole } from './question/PartsAndWhole.tsx';
import { RuleTable } from './question/RuleTable.tsx';
import { type Questioned, useAnswer, useQuestioned } from './question/use-questioned.ts';
import { useSize } from './use-size.ts';

export function IntegralFigure() {
  const questioned = useQuestioned();
  const wanted = useView((state) => state.rectangles);
  const taken = Math.min(MOST_NODES, questioned?.settings.quadraturePoints ?? 1);
  const rectangles = wanted ?? taken;
  const index = questioned?.scoring.scored.indexOf(questioned.entry) ?? -1;
  const curve = useAnswer(questioned, index < 0 ? undefined : { kind: 'curve', candidate: index });
  const rules = useAnswer(questioned, questioned && { kind: 'rules', quadraturePoints: rectangles });
  const nodes = nodesOf(questioned, curve.answer, rectangles);
  return (
    <Figure
      name="Score integral"
      className="integral"
      note={questioned && `${candidateName(questioned.entry.candidate)} · phase ${questioned.scoring.phase}`}
      controls={
        questioned && (
          <LaterFrame>
            <RectangleCount rectangles={rectangles} taken={taken} />
          </LaterFrame>
        )
      }
      table={() => tableOf(nodes, curve.answer)}
    >
      {questioned ? (
        <LaterFrame>
          <Question
            {...{ questioned, rectangles, nodes }}
            curve={curve.answer}
            rules={rules.answer}
            problem={curve.problem ?? rules.problem}
          />
        </LaterFrame>
      ) : (
        <p className="empty">
          A score is the mean slope of the loss while a candidate is switched on. It is drawn here once candidates have
          been scored.
        </p>
      )}
    </Figure>
  );
}

/** The nodes to draw: those asked for, else those the run itself took. */
function nodesOf(questioned: Questioned | undefined, curve: SlopeCurve | undefined, rectangles: number) {
  const asked = curve?.midpoints[rectangles - 1];
  if (asked) return asked;
  const taken = questioned?.entry.nodes ?? [];
  return taken.length === rectangles ? taken : [];
}

function RectangleCount({ rectangles, taken }: { rectangles: number; taken: number }) {
  const set = (value: number | undefined) => viewStore.setState({ rectangles: value });
  const fill = { '--fill': `${(100 * (rectangles - 1)) / (MOST_NODES - 1)}%` } as React.CSSProperties;
  return (
    <span className="rectangle-count">
      <label>
        <span className="symbol">n</span>
        <input
          type="range"
          className="range"
          aria-label="Rectangles"
          min={1}
          max={MOST_NODES}
          value={rectangles}
          style={fill}
          onChange={({ target }) => set(Number(target.value))}
        />
        <output>{rectangles}</output>
      </label>
      {rectangles !== taken && (
        <button type="button" className="button quiet" onClick={() => set(undefined)}>
          As the run: {taken}
        </button>
      )}
    </span>
  );
}

interface QuestionProps {
  readonly questioned: Questioned;
  readonly rectangles: number;
  readonly nodes: readonly QuadratureNode[];
  readonly curve: SlopeCurve | undefined;
  readonly rules: RuleComparison | undefined;
  readonly problem: string | undefined;
}

function Question({ questioned, rectangles, nodes, curve, rules, problem }: QuestionProps) {
  const [ref, { width, height }] = useSize();
  const { entry, company, scoring } = questioned;
  const { candidate } = entry;
  const others = scoring.scored.length - 1;
  const stay =
    company === 'nobody'
      ? 'with no other on, as this method scores'
      : others === 0
        ? 'alone'
        : others === 1
          ? 'while the other stays on'
          : `while the other ${others} stay on`;
  return (
    <div className="question">
      <div className="question-picture">
        <p className="question-lead">
          <strong>{candidateName(candidate)}</strong> is switched on from 0 to ε̃, {stay}. The slope of the loss on the
          way, summed up, is its share.
        </p>
        <div className="integral-plot" ref={ref}>
          {width > 0 && <IntegralPlot {...{ candidate, nodes, width, height }} curve={curve?.curve} />}
        </div>
        <Areas {...{ candidate, nodes, curve, rectangles }} />
      </div>
      <div className="question-numbers">
        {problem ? (
          <p className="empty">The engine gave no answer: {problem}</p>
        ) : (
          <>
            <LaterFrame>
              <RuleTable {...{ questioned, rules, rectangles }} />
            </LaterFrame>
            <LaterFrame>
              <PartsAndWhole {...{ questioned, rules }} />
            </LaterFrame>
          </>
        )}
      </div>
    </div>
  );
}

function Areas({
  candidate,
  nodes,
  curve,
  rectangles,
}: Pick<QuestionProps, 'nodes' | 'curve' | 'rectangles'> & { candidate: Questioned['entry']['candidate'] }) {
  const areaOf = nodes.length > 0 ? rectangleArea(nodes, candidate.amplitude) : undefined;
  const change = curve && curve.lossWith - curve.lossWithout;
  const written = (value: number | undefined) => (value === undefined ? '…' : formatChange(value));
  return (
    <dl className={`areas ${candidate.kind}`}>
      <dt>
        <i className="swatch rectangles" /> {rectangles === 1 ? 'One rectangle' : `${rectangles} rectangles`}
      </dt>
      <dd>{written(areaOf)}</dd>
      <dt>
        <i className="swatch whole" /> True change, on − off
      </dt>
      <dd>{written(change)}</dd>
      <dt>Between them</dt>
      <dd>{written(areaOf === undefined || change === undefined ? undefined : areaOf - change)}</dd>
    </dl>
  );
}

function tableOf(nodes: readonly QuadratureNode[], curve: SlopeCurve | undefined): TableData {
  const row = (part: string) => (node: QuadratureNode) => [
    part,
    fixed(node.zeta, 5),
    measured(node.slope, formatChange),
  ];
  return {
    columns: ['Part', 'ζ', 'Slope dL/dζ'],
    rows: [...nodes.map(row('midpoint')), ...(curve?.curve ?? []).map(row('curve'))],
  };
}

/** The formula of the stage on screen, and below it the same with the run's numbers put in. */
import { Fragment } from 'react';
import { candidateName, ranked } from '../../charts/candidate-order.ts';
import type { DescentEvent } from '../../growth/events.ts';
import type { ScoredCandidate } from '../../growth/importance.ts';
import { settingsInPhase } from '../../runs/changes.ts';
import { useRun } from '../lab-context.ts';
import { Fenced, Formula, FoundAmplitude, Gap, LossOf, Overgrown, Sub, Value } from '../math/atoms.tsx';
import { LossFormula, OvergrowFormula, TrainFormula } from '../math/growth-formulas.tsx';
import { ScoreFormula, SelectFormula } from '../math/score-formulas.tsx';

/** Terms of a sum that are written out. */
const MOST_TERMS = 4;

/** @param own whether the method does something else than the paper's equations say while over-growing and scoring */
export default function StageFormula({ event, own }: { event: DescentEvent; own: boolean }) {
  const stepSize = useRun((state) => settingsInPhase(state.recipe, event.phase).stepSize);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on narrow screens it scrolls, and what scrolls must be reachable by keyboard.
    <section className="stage-formula" aria-label="Formula" tabIndex={0}>
      <div>{formulaOf(event, own)}</div>
      <div className="with-numbers">{numbersOf(event, own, stepSize)}</div>
    </section>
  );
}

function formulaOf(event: DescentEvent, own: boolean) {
  switch (event.kind) {
    case 'overgrow':
      return own ? null : <OvergrowFormula />;
    case 'score':
      return own ? null : <ScoreFormula />;
    case 'select':
    case 'apply':
      return <SelectFormula />;
    default:
      return (
        <>
          <TrainFormula />
          <LossFormula />
        </>
      );
  }
}

const name = (text: string) => <mtext>{text}</mtext>;
const Equals = ({ symbol, value }: { symbol: React.ReactNode; value: number }) => (
  <mrow>
    {symbol}
    <mo>=</mo>
    <Value value={value} />
  </mrow>
);
const f = (index: React.ReactNode) => <Sub base={<mi>f</mi>} index={index} />;
const NEXT = (
  <mrow>
    <mi>t</mi>
    <mo>+</mo>
    <mn>1</mn>
  </mrow>
);

function numbersOf(event: DescentEvent, own: boolean, stepSize: number) {
  switch (event.kind) {
    case 'start':
    case 'train':
      return (
        <Formula>
          <Equals symbol={<LossOf>{f(<mi>t</mi>)}</LossOf>} value={event.loss} />
          <Gap />
          <Equals symbol={<mi>m</mi>} value={event.network.neurons.length} />
        </Formula>
      );
    case 'overgrow': {
      const fresh = event.candidates.filter(({ kind }) => kind === 'fresh').length;
      return (
        <>
          <Formula>
            <Equals
              symbol={
                <LossOf>
                  <Overgrown />
                </LossOf>
              }
              value={event.overgrownLoss}
            />
          </Formula>
          <Formula>
            <Equals symbol={<mi>ε</mi>} value={stepSize} />
            <Gap />
            <Equals symbol={<mi>m</mi>} value={event.candidates.length - fresh} />
            <Gap />
            <Equals symbol={<mi>m′</mi>} value={fresh} />
          </Formula>
        </>
      );
    }
    case 'score': {
      const [best] = ranked(event.scored);
      return best && (own ? <ScoreAlone entry={best} /> : <ScoreSum entry={best} />);
    }
    case 'select': {
      const kept = ranked(event.scored).find(({ candidate }) => event.selected.includes(candidate.key));
      return kept && <Promised entry={kept} stepSize={stepSize} budget={event.budget} />;
    }
    case 'apply':
      return (
        <>
          <Formula>
            <LossOf>{f(NEXT)}</LossOf>
            <mo>−</mo>
            <LossOf>{f(<mi>t</mi>)}</LossOf>
          </Formula>
          <Formula>
            <mo>=</mo>
            <Value value={event.loss} />
            <mo>−</mo>
            <Value value={event.before.loss} />
            <mo>=</mo>
            <Value value={event.actualChange} />
          </Formula>
        </>
      );
    case 'end':
      return (
        <Formula>
          <Equals symbol={<LossOf>{f(<mi>t</mi>)}</LossOf>} value={event.loss} />
        </Formula>
      );
  }
}

const scoreOf = ({ candidate }: ScoredCandidate) => <Sub base={<mi>s</mi>} index={name(candidateName(candidate))} />;

function ScoreAlone({ entry }: { entry: ScoredCandidate }) {
  return (
    <Formula>
      <Equals symbol={scoreOf(entry)} value={entry.score} />
    </Formula>
  );
}

/** s = 1/n (slope + slope + ...) = score, for the best candidate. */
function ScoreSum({ entry }: { entry: ScoredCandidate }) {
  const { nodes, candidate, score } = entry;
  const terms = nodes.slice(0, MOST_TERMS);
  return (
    <>
      <Formula>
        {scoreOf(entry)}
        {terms.length > 0 && (
          <>
            <mo>=</mo>
            <mfrac>
              <mn>1</mn>
              <mn>{nodes.length}</mn>
            </mfrac>
            <Fenced>
              {terms.map(({ zeta, slope }, k) => (
                <Fragment key={zeta}>
                  {(k > 0 || slope < 0) && <mo className="value">{slope < 0 ? '−' : '+'}</mo>}
                  <mn className="value">{Number(Math.abs(slope).toPrecision(2))}</mn>
                </Fragment>
              ))}
              {nodes.length > terms.length && <mo>+ …</mo>}
            </Fenced>
          </>
        )}
      </Formula>
      <Formula>
        {terms.length > 0 ? <mo>=</mo> : <Equals symbol={scoreOf(entry)} value={score} />}
        {terms.length > 0 && <Value value={score} />}
        <mo separator="true">,</mo>
        <Gap />
        <Equals symbol={<FoundAmplitude />} value={candidate.amplitude} />
      </Formula>
    </>
  );
}

/** What keeping the best promises: -eps |s| for a fresh neuron, eps~ s for a split. */
function Promised({ entry, stepSize, budget }: { entry: ScoredCandidate; stepSize: number; budget: number }) {
  const { candidate, score, predictedChange } = entry;
  const fresh = candidate.kind === 'fresh';
  return (
    <>
      <Formula>
        <Equals symbol={<Sub base={<mi>η</mi>} index={<mi>t</mi>} />} value={budget} />
        <mo separator="true">,</mo>
        <Gap />
        <mtext>{candidateName(candidate)}:</mtext>
      </Formula>
      <Formula>
        <Value value={fresh ? -stepSize : candidate.amplitude} />
        <mo>·</mo>
        <Value value={fresh ? Math.abs(score) : score} />
        <mo>=</mo>
        <Value value={predictedChange} />
      </Formula>
    </>
  );
}

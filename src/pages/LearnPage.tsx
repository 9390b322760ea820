/** The page "Learn": the lessons, and the paper's algorithm in our words, equation by equation. */
import { formatCount } from '../charts/numbers.ts';
import { type Moment, positionOf } from '../lessons/lesson.ts';
import { writeAddress } from '../link/address.ts';
import { GrowthExplorable, IntegralExplorable } from '../panels/learn/Explorables.tsx';
import { LessonList } from '../panels/learn/LessonList.tsx';
import { ProblemFormula } from '../panels/learn/ProblemFormula.tsx';
import { Step } from '../panels/learn/Step.tsx';
import { SymbolTable } from '../panels/learn/SymbolTable.tsx';
import {
  NeighbourhoodFormula,
  OvergrowFormula,
  SplitFormula,
  StepFormula,
  TrainFormula,
} from '../panels/math/growth-formulas.tsx';
import { LeaveOneOutFormula, MidpointFormula, ScoreFormula, SelectFormula } from '../panels/math/score-formulas.tsx';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { viewStore } from '../store/view-store.ts';
import '../styles/learn.css';

/** A moment of the default run on the Toy page. */
function see(moment: Moment): string {
  return writeAddress({ page: 'toy', recipe: DEFAULT_RECIPE, embed: false, at: positionOf(moment) });
}

function lesson(id: string, page: number): string {
  const address = { id, page, ownRecipe: false };
  return writeAddress({ page: 'toy', recipe: DEFAULT_RECIPE, embed: false, lesson: address });
}

const { stepsPerPhase, learningRate, directionSteps, stepSize, neuronBudget, freshCandidates, quadraturePoints } =
  DEFAULT_RECIPE;

export default function LearnPage() {
  return (
    <main className="learn">
      <header className="learn-head">
        <h1>How a network grows</h1>
        <p>
          Networks are usually built at full size and then trained. <em>Firefly Neural Architecture Descent</em> (Wu,
          Liu, Stone and Liu, 2020) starts with almost nothing. When training no longer helps, it tries every way to
          become a little larger at once, keeps what helps most, and goes on. Five short lessons show it on a running
          network; below them is the algorithm, next to the paper’s own numbering.
        </p>
      </header>
      <section aria-labelledby="lessons-title">
        <h2 id="lessons-title">Lessons</h2>
        <LessonList />
        <p className="learn-note">
          Teaching? Make a{' '}
          <button type="button" className="link-button" onClick={() => viewStore.setState({ lessonLinkOpen: true })}>
            link for a lesson
          </button>{' '}
          that hides what would distract, or a frame for a page of your own.
        </p>
      </section>
      <section aria-labelledby="algorithm-title" className="algorithm">
        <h2 id="algorithm-title">The algorithm</h2>
        <div className="card algorithm-box">
          <p>
            <strong>Algorithm 1</strong> Repeat, for growing phase t = 1, 2, …
          </p>
          <ol>
            <li>
              <a href={lesson('stuck', 2)}>Train</a> the network f<sub>t</sub> as it is, until that no longer helps.
            </li>
            <li>
              <a href={see({ phase: 2, step: 'overgrow' })}>Over-grow</a>: look for the best network in the whole
              neighbourhood of f<sub>t</sub>, however large, by gradient descent (eq. 4).
            </li>
            <li>
              <a href={see({ phase: 2, step: 'select' })}>Select</a> the η<sub>t</sub> most important of the newcomers
              (eq. 5). What is left is f<sub>t+1</sub>.
            </li>
          </ol>
        </div>

        <Step
          id="problem"
          mark="eq. 1"
          place="section 2.1"
          title="What one would like to solve"
          formulas={[{ label: 'Equation 1', formula: <ProblemFormula /> }]}
          ours={
            <p>
              L is the mean squared error, C the number of neurons. The target is a random network of{' '}
              {DEFAULT_RECIPE.truthNeurons} bells, its values divided by their standard deviation so that losses of
              different targets compare.
            </p>
          }
        >
          <p>
            Of all networks Ω, whatever their parameters <em>and</em> their structure, find the one with the smallest
            loss L whose cost C stays below a limit. Parameters are easy, because they have slopes. Structures have
            none: there is nothing between nine neurons and ten. Or so it seems.
          </p>
        </Step>

        <Step
          id="descent"
          mark="eq. 2"
          place="section 2.1"
          title="Descent, but among networks"
          formulas={[{ label: 'Equation 2', formula: <StepFormula /> }]}
          ours={
            <p>
              Growth happens every {formatCount(stepsPerPhase)} training steps and may add {neuronBudget}{' '}
              {neuronBudget === 1 ? 'neuron' : 'neurons'}. The paper leaves the schedule to the user.
            </p>
          }
        >
          <p>
            Gradient descent takes the best step within a small ball around the present parameters. Do the same with{' '}
            <em>functions</em>: N(f, ε) holds every network, of any size, that computes almost what f computes, up to
            something of the order of ε. Larger networks are suddenly near by, and the best of them is a step downhill.
            The budget η says how much larger it may be.
          </p>
          <p>
            In a space with more directions, a local minimum need not be one any more. This is how a stuck network gets
            out.
          </p>
        </Step>

        <Step
          id="train"
          mark="step 1"
          place="Algorithm 1"
          title="Train what there is"
          formulas={[{ label: 'Training', formula: <TrainFormula /> }]}
          ours={
            <p>
              Adam on all points at once, {formatCount(stepsPerPhase)} steps, the rate falling from {learningRate} to 0
              as a cosine. The paper says “a typical optimizer for several epochs”.
            </p>
          }
          see={[{ href: lesson('stuck', 2), text: 'Watch it get stuck' }]}
        >
          <p>Nothing new here, and that is the point: between growths it is an ordinary network.</p>
        </Step>

        <Step
          id="neighbourhood"
          mark="eq. 3"
          place="section 2.2"
          title="Two ways to be a neighbour"
          formulas={[
            { label: 'A split', formula: <SplitFormula /> },
            { label: 'Equation 3', formula: <NeighbourhoodFormula /> },
          ]}
          ours={
            <p>
              m′ = {freshCandidates} fresh candidates is the paper’s number; ε = {stepSize} is ours. The norms in the
              extracted text are hard to read; we bound each |ε<sub>i</sub>| by ε and each direction’s length by 1, the
              only reading that agrees with the solution of eq. 5.
            </p>
          }
          see={[{ href: lesson('step-size', 3), text: 'A square and a line, in a run' }]}
        >
          <p>
            <em>Split</em> a neuron: two halves, moved in opposite directions. The first-order parts cancel, so the
            function changes only with the square of ε. Or add a <em>fresh</em> neuron with any parameters at all,
            multiplied by ε: it may be far away, and still the function moves only in proportion to ε. Equation 3 does
            both everywhere at once, and one number ε<sub>i</sub> says how far each candidate is switched on.
          </p>
          <GrowthExplorable />
        </Step>

        <Step
          id="overgrow"
          mark="eq. 4"
          place="step one"
          title="Try everything together"
          formulas={[{ label: 'Equation 4', formula: <OvergrowFormula /> }]}
          ours={
            <p>
              {directionSteps} gradient steps, each candidate’s slope divided by its length, projected back onto the
              bounds. The paper turns the bounds into a penalty and takes “a small number” of steps; projecting keeps
              them exactly.
            </p>
          }
          see={[{ href: see({ phase: 2, step: 'overgrow' }), text: 'See the candidates being tuned' }]}
        >
          <p>
            Forget the budget for a moment. Then ε and δ are ordinary numbers with ordinary slopes, and a few steps of
            gradient descent tune all candidates at the same time. The network itself is not touched. The result is
            over-grown: good, but far too large.
          </p>
        </Step>

        <Step
          id="importance"
          mark="eq. 5"
          place="step two"
          title="Who did it?"
          formulas={[
            { label: 'The score', formula: <ScoreFormula /> },
            { label: 'The score, by n midpoints', formula: <MidpointFormula /> },
            { label: 'The score, exactly', formula: <LeaveOneOutFormula /> },
          ]}
          ours={
            <>
              <p>
                n = {quadraturePoints}, as the paper suggests. The official code takes a single slope at the end
                instead, which nearly doubles the scores of splits; <em>Score rule</em> in the recipe offers all three.
              </p>
              <p>
                That leaving one out gives the exact score follows from the fundamental theorem of calculus; the paper
                does not say it.
              </p>
            </>
          }
          see={[
            { href: see({ phase: 2, step: 'score' }), text: 'See the scores' },
            { href: lesson('integral', 2), text: 'Walk along an integral' },
          ]}
        >
          <p>
            To decide who stays, ask what each candidate contributes. Switch one on from 0 to its full strength while
            all others stay on, and take the <em>mean slope</em> of the loss on the way: an integrated gradient. Its
            area is the change of the loss that this candidate is responsible for.
          </p>
          <IntegralExplorable />
        </Step>

        <Step
          id="select"
          mark="eq. 5"
          place="step two"
          title="Keep the best"
          formulas={[{ label: 'Equation 5', formula: <SelectFormula /> }]}
          ours={
            <p>
              We rank by the predicted change of the loss, not by |s|, and never keep a candidate that would raise it.
              For fresh neurons that is the paper’s rule. For splits it is not: a split looks the same for +ε and −ε, so
              turning its sign cannot turn a bad split into a good one.
            </p>
          }
          see={[
            { href: see({ phase: 2, step: 'select' }), text: 'See the cut' },
            { href: lesson('fresh', 2), text: 'Fifty times the promise' },
          ]}
        >
          <p>
            To first order the scores add up, so the best choice within the budget is simply the top of the list: a hard
            combinatorial question has become sorting. Each winner enters with strength ε, the rest is let go, and
            training goes on from a network that computes almost what it did before.
          </p>
        </Step>

        <Step
          id="again"
          mark="Figure 3"
          place="section 3"
          title="Does it work?"
          see={[
            { href: '#/figures', text: 'The figures, computed live' },
            { href: lesson('splitting', 1), text: 'Splitting alone' },
          ]}
        >
          <p>
            The paper grows this toy from 1 to 10 neurons, 20 times with different targets. Methods that only split stay
            at a large loss; those with fresh neurons go to about zero, and Firefly gets there with the fewest. The page
            “Figures” repeats it, with our numbers beside the paper’s claims, also where they disagree.
          </p>
        </Step>
      </section>
      <section aria-labelledby="symbols-title">
        <h2 id="symbols-title">Symbols</h2>
        <SymbolTable />
      </section>
    </main>
  );
}

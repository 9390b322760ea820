/** What a phase does, and what a growth could do: training, eq. 2, eq. 3 and eq. 4. eq. numbers are the paper's. */
import { Amplitude, Fenced, Formula, I, LossOf, Overgrown, Sub, Tilde, Under } from './atoms.tsx';
import { Bounded, Direction, F, Half, Moved, NetworkNow, Phi, Subject, Theta } from './phrases.tsx';

/** eq. 2: the best network in the neighbourhood that is not too large. */
export function StepFormula() {
  return (
    <Formula>
      <Sub
        base={<F />}
        index={
          <mrow>
            <mi>t</mi>
            <mo>+</mo>
            <mn>1</mn>
          </mrow>
        }
      />
      <mo>=</mo>
      <Under name="arg min">
        <F />
      </Under>
      <LossOf>
        <F />
      </LossOf>
      <Subject />
      <F />
      <mo>∈</mo>
      <mi mathvariant="normal">N</mi>
      <Fenced>
        <NetworkNow />
        <mo separator="true">,</mo>
        <mi>ε</mi>
      </Fenced>
      <mo separator="true">,</mo>
      <mi>C</mi>
      <Fenced>
        <F />
      </Fenced>
      <mo>≤</mo>
      <mi>C</mi>
      <Fenced>
        <NetworkNow />
      </Fenced>
      <mo>+</mo>
      <Sub base={<mi>η</mi>} index={<mi>t</mi>} />
    </Formula>
  );
}

/** Line 1 of Algorithm 1: train with a fixed structure (full-batch Adam is our choice). */
export function TrainFormula() {
  return (
    <Formula>
      <mi>θ</mi>
      <mo>←</mo>
      <mi>θ</mi>
      <mo>−</mo>
      <mi mathvariant="normal">Adam</mi>
      <Fenced>
        <Sub base={<mo>∇</mo>} index={<mi>θ</mi>} />
        <LossOf>
          <NetworkNow />
        </LossOf>
      </Fenced>
    </Formula>
  );
}

/** The squared error that is minimised: L(f) = mean (f(x) - y)^2. */
export function LossFormula() {
  return (
    <Formula>
      <LossOf>
        <F />
      </LossOf>
      <mo>=</mo>
      <mfrac>
        <mn>1</mn>
        <mi>N</mi>
      </mfrac>
      <munder>
        <mo>∑</mo>
        <mi>k</mi>
      </munder>
      <msup>
        <Fenced>
          <F />
          <Fenced>
            <Sub base={<mi>x</mi>} index={<mi>k</mi>} />
          </Fenced>
          <mo>−</mo>
          <Sub base={<mi>y</mi>} index={<mi>k</mi>} />
        </Fenced>
        <mn>2</mn>
      </msup>
    </Formula>
  );
}

/** A split: one neuron becomes two halves, moved apart. */
export function SplitFormula() {
  return (
    <Formula>
      <Phi>
        <Theta />
      </Phi>
      <mo>→</mo>
      <Half />
      <Phi>
        <Moved sign="+" />
      </Phi>
      <mo>+</mo>
      <Half />
      <Phi>
        <Moved sign="−" />
      </Phi>
    </Formula>
  );
}

/** eq. 3: everything a growth could do, m splits and m' fresh neurons. */
export function NeighbourhoodFormula() {
  return (
    <Formula>
      <Overgrown />
      <Fenced>
        <mi>x</mi>
      </Fenced>
      <mo>=</mo>
      <munderover>
        <mo>∑</mo>
        <mrow>
          <I />
          <mo>=</mo>
          <mn>1</mn>
        </mrow>
        <mi>m</mi>
      </munderover>
      <Half />
      <Fenced open="[" close="]">
        <Phi>
          <Moved sign="+" />
        </Phi>
        <mo>+</mo>
        <Phi>
          <Moved sign="−" />
        </Phi>
      </Fenced>
      <mo>+</mo>
      <munderover>
        <mo>∑</mo>
        <mrow>
          <I />
          <mo>=</mo>
          <mi>m</mi>
          <mo>+</mo>
          <mn>1</mn>
        </mrow>
        <mrow>
          <mi>m</mi>
          <mo>+</mo>
          <mi>m′</mi>
        </mrow>
      </munderover>
      <Amplitude />
      <Phi>
        <Direction />
      </Phi>
    </Formula>
  );
}

/** eq. 4: over-grow, all candidates tuned together within their bounds (on a line of their own). */
export function OvergrowFormula() {
  return (
    <>
      <Formula>
        <Tilde>
          <mi>ε</mi>
        </Tilde>
        <mo separator="true">,</mo>
        <Tilde>
          <mi>δ</mi>
        </Tilde>
        <mo>=</mo>
        <Under name="arg min">
          <mrow>
            <mi>ε</mi>
            <mo separator="true">,</mo>
            <mi>δ</mi>
          </mrow>
        </Under>
        <LossOf>
          <Overgrown />
        </LossOf>
      </Formula>
      <Formula>
        <Subject />
        <Bounded by={<mi>ε</mi>}>
          <Amplitude />
        </Bounded>
        <mo separator="true">,</mo>
        <Bounded by={<mn>1</mn>}>
          <Direction />
        </Bounded>
      </Formula>
    </>
  );
}

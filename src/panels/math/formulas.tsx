/**
 * The formulas of the paper (and of what follows from them), each written once: the Phase panel, the figures and the
 * lessons share them. eq. numbers are the paper's.
 */
import {
  Amplitude,
  Fenced,
  Formula,
  FoundAmplitude,
  Gap,
  Hat,
  I,
  LossOf,
  Overgrown,
  Score,
  Sub,
  Tilde,
  Under,
} from './atoms.tsx';

const F = () => <mi>f</mi>;
/** f_t */
const NetworkNow = () => <Sub base={<F />} index={<mi>t</mi>} />;
const Phi = ({ children }: { children: React.ReactNode }) => (
  <mrow>
    <mi>φ</mi>
    <Fenced>
      <mi>x</mi>
      <mo separator="true">,</mo>
      {children}
    </Fenced>
  </mrow>
);
const Theta = () => <Sub base={<mi>θ</mi>} index={<I />} />;
const Direction = () => <Sub base={<mi>δ</mi>} index={<I />} />;
const Half = () => (
  <mfrac>
    <mn>1</mn>
    <mn>2</mn>
  </mfrac>
);
/** theta_i +- eps_i delta_i */
const Moved = ({ sign }: { sign: '+' | '−' }) => (
  <mrow>
    <Theta />
    <mo>{sign}</mo>
    <Amplitude />
    <Direction />
  </mrow>
);
const Subject = () => (
  <>
    <Gap />
    <mtext>s.t.</mtext>
    <Gap />
  </>
);
const Bounded = ({ children, by }: { children: React.ReactNode; by: React.ReactNode }) => (
  <mrow>
    <Fenced open="|" close="|">
      {children}
    </Fenced>
    <mo>≤</mo>
    {by}
  </mrow>
);

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

/** Step 0 of Algorithm 1: train with a fixed structure (full-batch Adam is our choice). */
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

const Slope = () => (
  <mfrac>
    <mrow>
      <mo>∂</mo>
      <mi>L</mi>
    </mrow>
    <mrow>
      <mo>∂</mo>
      <mi>ζ</mi>
    </mrow>
  </mfrac>
);

/** eq. 5's importance: the mean slope of the loss while candidate i is switched on and the others stay on. */
export function ScoreFormula() {
  return (
    <Formula>
      <Score />
      <mo>=</mo>
      <mfrac>
        <mn>1</mn>
        <FoundAmplitude />
      </mfrac>
      <msubsup>
        <mo>∫</mo>
        <mn>0</mn>
        <FoundAmplitude />
      </msubsup>
      <Slope />
      <mi>d</mi>
      <mi>ζ</mi>
      <mo>≈</mo>
      <mfrac>
        <mn>1</mn>
        <mi>n</mi>
      </mfrac>
      <munderover>
        <mo>∑</mo>
        <mrow>
          <mi>z</mi>
          <mo>=</mo>
          <mn>1</mn>
        </mrow>
        <mi>n</mi>
      </munderover>
      <msub>
        <Fenced open="" close="|">
          <Slope />
        </Fenced>
        <Sub base={<mi>c</mi>} index={<mi>z</mi>} />
      </msub>
    </Formula>
  );
}

/** Nodes of eq. 5's midpoint rule. */
export function MidpointFormula() {
  return (
    <Formula>
      <Sub base={<mi>c</mi>} index={<mi>z</mi>} />
      <mo>=</mo>
      <mfrac>
        <mrow>
          <mn>2</mn>
          <mi>z</mi>
          <mo>−</mo>
          <mn>1</mn>
        </mrow>
        <mrow>
          <mn>2</mn>
          <mi>n</mi>
        </mrow>
      </mfrac>
      <FoundAmplitude />
    </Formula>
  );
}

/** The fundamental theorem of calculus: the exact score is a difference of two losses. */
export function LeaveOneOutFormula() {
  return (
    <Formula>
      <FoundAmplitude />
      <Score />
      <mo>=</mo>
      <LossOf>
        <mtext>all on</mtext>
      </LossOf>
      <mo>−</mo>
      <LossOf>
        <mrow>
          <mtext>all on but </mtext>
          <I />
        </mrow>
      </LossOf>
    </Formula>
  );
}

/** eq. 5: keep what lowers the loss most, within the budget (on a line of its own). */
export function SelectFormula() {
  return (
    <>
      <Formula>
        <Hat>
          <mi>ε</mi>
        </Hat>
        <mo>=</mo>
        <Under name="arg min">
          <mi>ε</mi>
        </Under>
        <munder>
          <mo>∑</mo>
          <I />
        </munder>
        <Amplitude />
        <Score />
      </Formula>
      <Formula>
        <Subject />
        <Sub
          base={
            <Fenced open="‖" close="‖">
              <mi>ε</mi>
            </Fenced>
          }
          index={<mn>0</mn>}
        />
        <mo>≤</mo>
        <Sub base={<mi>η</mi>} index={<mi>t</mi>} />
        <mo separator="true">,</mo>
        <Bounded by={<mi>ε</mi>}>
          <Amplitude />
        </Bounded>
      </Formula>
    </>
  );
}

/** What a candidate is worth, and which are kept: eq. 5 and what follows from it. eq. numbers are the paper's. */
import { Amplitude, Fenced, Formula, FoundAmplitude, Hat, I, LossOf, Score, Sub, Under } from './atoms.tsx';
import { Bounded, Subject } from './phrases.tsx';

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

/** eq. 1: the smallest loss among all networks within a limit of cost. */
import { Fenced, Formula, Gap, LossOf, Under } from '../math/atoms.tsx';

const F = () => <mi>f</mi>;

export function ProblemFormula() {
  return (
    <Formula>
      <Under name="arg min">
        <F />
      </Under>
      <LossOf>
        <F />
      </LossOf>
      <Gap />
      <mtext>s.t.</mtext>
      <Gap />
      <F />
      <mo>∈</mo>
      <mi mathvariant="normal">Ω</mi>
      <mo separator="true">,</mo>
      <mi>C</mi>
      <Fenced>
        <F />
      </Fenced>
      <mo>≤</mo>
      <mi>η</mi>
    </Formula>
  );
}

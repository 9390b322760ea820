/** Pieces that several of the paper's formulas have in common. */
import { Amplitude, Fenced, Gap, I, Sub } from './atoms.tsx';

export const F = () => <mi>f</mi>;
/** f_t */
export const NetworkNow = () => <Sub base={<F />} index={<mi>t</mi>} />;
export const Phi = ({ children }: { children: React.ReactNode }) => (
  <mrow>
    <mi>φ</mi>
    <Fenced>
      <mi>x</mi>
      <mo separator="true">,</mo>
      {children}
    </Fenced>
  </mrow>
);
export const Theta = () => <Sub base={<mi>θ</mi>} index={<I />} />;
export const Direction = () => <Sub base={<mi>δ</mi>} index={<I />} />;
export const Half = () => (
  <mfrac>
    <mn>1</mn>
    <mn>2</mn>
  </mfrac>
);
/** theta_i +- eps_i delta_i */
export const Moved = ({ sign }: { sign: '+' | '−' }) => (
  <mrow>
    <Theta />
    <mo>{sign}</mo>
    <Amplitude />
    <Direction />
  </mrow>
);
export const Subject = () => (
  <>
    <Gap />
    <mtext>s.t.</mtext>
    <Gap />
  </>
);
export const Bounded = ({ children, by }: { children: React.ReactNode; by: React.ReactNode }) => (
  <mrow>
    <Fenced open="|" close="|">
      {children}
    </Fenced>
    <mo>≤</mo>
    {by}
  </mrow>
);

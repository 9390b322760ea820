/** The symbols of the paper, as MathML, and numbers put in their place. */
import type { ReactNode } from 'react';
import './mathml.ts';
import '../../styles/math.css';

/** A formula on a line of its own, or within a sentence. */
export function Formula({ inline = false, children }: { inline?: boolean; children: ReactNode }) {
  return (
    <math className="formula" display={inline ? 'inline' : 'block'}>
      {children}
    </math>
  );
}

/** x_i */
export function Sub({ base, index }: { base: ReactNode; index: ReactNode }) {
  return (
    <msub>
      {base}
      {index}
    </msub>
  );
}

/** x with a mark above: ~ for the result of step one, ^ for that of step two. */
function Over({ mark, children }: { mark: string; children: ReactNode }) {
  return (
    <mover accent="true">
      {children}
      <mo stretchy="false">{mark}</mo>
    </mover>
  );
}

export const Tilde = ({ children }: { children: ReactNode }) => <Over mark="~">{children}</Over>;
export const Hat = ({ children }: { children: ReactNode }) => <Over mark="^">{children}</Over>;

/** ( ... ), or another pair of fences. */
export function Fenced({ open = '(', close = ')', children }: { open?: string; close?: string; children: ReactNode }) {
  return (
    <mrow>
      <mo fence="true" stretchy="false">
        {open}
      </mo>
      {children}
      <mo fence="true" stretchy="false">
        {close}
      </mo>
    </mrow>
  );
}

/** L(f), the loss of a network. */
export function LossOf({ children }: { children: ReactNode }) {
  return (
    <mrow>
      <mi>L</mi>
      <Fenced>{children}</Fenced>
    </mrow>
  );
}

/** An operator's name with what it ranges over below. */
export function Under({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <munder>
        <mi mathvariant="normal">{name}</mi>
        {children}
      </munder>
      <mspace width="0.17em" />
    </>
  );
}

/** Space between the parts of a formula. */
export const Gap = () => <mspace width="0.8em" />;

export const I = () => <mi>i</mi>;
/** epsilon_i, the amplitude of candidate i. */
export const Amplitude = () => <Sub base={<mi>ε</mi>} index={<I />} />;
/** epsilon~_i, the amplitude that step one found. */
export const FoundAmplitude = () => (
  <Sub
    base={
      <Tilde>
        <mi>ε</mi>
      </Tilde>
    }
    index={<I />}
  />
);
/** s_i, the importance of candidate i. */
export const Score = () => <Sub base={<mi>s</mi>} index={<I />} />;
/** f_{eps,delta}, the network with its candidates on. */
export const Overgrown = () => (
  <Sub
    base={<mi>f</mi>}
    index={
      <mrow>
        <mi>ε</mi>
        <mo separator="true">,</mo>
        <mi>δ</mi>
      </mrow>
    }
  />
);

/**
 * A computed number in a formula: three significant digits, as a power of ten where that is shorter to read. Marked, so
 * that numbers put in stand out from symbols.
 */
export function Value({ value, digits = 3 }: { value: number; digits?: number }) {
  if (!Number.isFinite(value)) return <mn className="value">–</mn>;
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [mantissa = '', power = ''] = size.toExponential(digits - 1).split('e');
    return (
      <mrow className="value">
        {value < 0 && <mo lspace="0">−</mo>}
        <mn>{mantissa}</mn>
        <mo lspace="0.1em" rspace="0.1em">
          ·
        </mo>
        <msup>
          <mn>10</mn>
          <mn>{power.replace('+', '').replace('-', '−')}</mn>
        </msup>
      </mrow>
    );
  }
  const text = Number.isInteger(value) ? size.toLocaleString('en-US') : String(Number(size.toPrecision(digits)));
  return (
    <mrow className="value">
      {value < 0 && <mo lspace="0">−</mo>}
      <mn>{text}</mn>
    </mrow>
  );
}

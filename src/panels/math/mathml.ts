/** MathML Core's elements as JSX: browsers draw them natively, so formulas need no font, no script and no picture. */
import type { ReactNode } from 'react';

interface MathAttributes {
  readonly children?: ReactNode;
  readonly className?: string;
  readonly key?: string | number;
  readonly mathvariant?: 'normal';
  readonly 'aria-hidden'?: boolean | 'true';
}

interface OperatorAttributes extends MathAttributes {
  readonly stretchy?: 'true' | 'false';
  readonly fence?: 'true' | 'false';
  readonly separator?: 'true' | 'false';
  readonly lspace?: string;
  readonly rspace?: string;
  readonly minsize?: string;
  readonly maxsize?: string;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      math: MathAttributes & { readonly display?: 'block' | 'inline' };
      mrow: MathAttributes;
      mi: MathAttributes;
      mn: MathAttributes;
      mo: OperatorAttributes;
      mtext: MathAttributes;
      mspace: MathAttributes & { readonly width?: string };
      msub: MathAttributes;
      msup: MathAttributes;
      msubsup: MathAttributes;
      mfrac: MathAttributes;
      munder: MathAttributes & { readonly accentunder?: 'true' | 'false' };
      mover: MathAttributes & { readonly accent?: 'true' | 'false' };
      munderover: MathAttributes;
      msqrt: MathAttributes;
    }
  }
}

/** A filter as a small picture: positive amber, negative blue, or its colours where it reads the image. */

export interface KernelPictureProps {
  /** [row, column], or [row, column, colour] with three colours; -1 to 1. */
  readonly kernel: ArrayLike<number>;
  /** Side of the picture in pixels. */
  readonly side: number;
}

/** The fill of a value: the sign's colour, as strong as it is large. */
function signed(value: number): { fill: string; fillOpacity: number } {
  const strength = Math.round(Math.min(1, Math.abs(value)) * 100) / 100;
  return { fill: value < 0 ? 'var(--negative)' : 'var(--positive)', fillOpacity: strength };
}

/** Mid grey is no weight; the channel looks for what is bright here. */
function coloured(values: readonly number[]): { fill: string; fillOpacity: number } {
  const byte = (value: number) => Math.round(127.5 + 127.5 * Math.min(1, Math.max(-1, value)));
  return { fill: `rgb(${values.map(byte).join(' ')})`, fillOpacity: 1 };
}

export function KernelPicture({ kernel, side }: KernelPictureProps) {
  const colours = kernel.length % 3 === 0 && Number.isInteger(Math.sqrt(kernel.length / 3)) ? 3 : 1;
  const across = Math.round(Math.sqrt(kernel.length / colours));
  const step = side / across;
  const gap = Math.min(1, step * 0.06);
  return (
    <svg width={side} height={side} className="kernel-picture" aria-hidden="true">
      {Array.from({ length: across ** 2 }, (_, k) => {
        const values = Array.from({ length: colours }, (_, c) => kernel[k * colours + c] ?? 0);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a filter's places never move.
            key={k}
            x={(k % across) * step + gap}
            y={Math.floor(k / across) * step + gap}
            width={step - 2 * gap}
            height={step - 2 * gap}
            rx={Math.min(3, step * 0.12)}
            {...(colours === 3 ? coloured(values) : signed(values[0]!))}
          />
        );
      })}
    </svg>
  );
}

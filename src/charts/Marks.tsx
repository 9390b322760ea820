/** The marks that say where a neuron came from: by shape and by colour, never by colour alone. */
import type { Origin } from '../networks/network.ts';

export type MarkKind = Origin['kind'];

/** A mark centred at 0, 0: circle for the first neuron, diamond for a fresh one, twin triangles for a split. */
export function OriginMark({ kind, size = 6 }: { kind: MarkKind; size?: number }) {
  if (kind === 'fresh') {
    return <path d={`M0 ${-size}L${size} 0L0 ${size}L${-size} 0Z`} fill="var(--fresh)" />;
  }
  if (kind === 'split') {
    const half = size * 0.95;
    return (
      <path
        d={`M${-size * 0.2} ${-half}V${half}L${-size * 1.25} 0ZM${size * 0.2} ${-half}V${half}L${size * 1.25} 0Z`}
        fill="var(--split)"
      />
    );
  }
  return <circle r={size * 0.8} fill="var(--initial)" />;
}

/** The same mark in a line of text. */
export function InlineMark({ kind }: { kind: MarkKind }) {
  return (
    <svg className="inline-mark" width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true">
      <OriginMark kind={kind} size={5.5} />
    </svg>
  );
}

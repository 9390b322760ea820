import type { CSSProperties } from 'react';

/** Where a chart speaks of a point: beside it, on the side where there is more room. */
export function tipPlace(x: number, y: number, width: number): CSSProperties {
  const top = Math.max(0, y);
  return x < width / 2 ? { left: x + 14, top } : { right: width - x + 14, top };
}

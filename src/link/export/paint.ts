/** Computed CSS values as SVG attributes that any viewer understands. */

export const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** A colour as SVG 1.1 knows it: `#rrggbb`, and how opaque it is, from 0 to 1. */
export interface Paint {
  readonly color: string;
  readonly alpha: number;
}

const known = new Map<string, Paint>();
let canvas: CanvasRenderingContext2D | null | undefined;

function hex(bytes: ArrayLike<number>): string {
  return `#${Array.from({ length: 3 }, (_, i) => Math.round(bytes[i]!).toString(16).padStart(2, '0')).join('')}`;
}

/** Any computed CSS colour (`rgb()`, `color(srgb …)`, `oklab()` …). */
export function readPaint(value: string): Paint {
  const plain = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(value);
  if (plain) return { color: hex(plain.slice(1, 4).map(Number)), alpha: plain[4] === undefined ? 1 : Number(plain[4]) };
  let paint = known.get(value);
  if (!paint) {
    // What the browser itself makes of it, one pixel at a time.
    canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) return { color: '#000000', alpha: 1 };
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = '#000';
    canvas.fillStyle = value;
    canvas.fillRect(0, 0, 1, 1);
    const { data } = canvas.getImageData(0, 0, 1, 1);
    paint = { color: hex(data), alpha: Number((data[3]! / 255).toFixed(3)) };
    known.set(value, paint);
  }
  return paint;
}

/** Sets `fill` or `stroke`, with its opacity where it has one. */
export function setPaint(element: Element, property: 'fill' | 'stroke', value: string): void {
  const { color, alpha } = readPaint(value);
  element.setAttribute(property, alpha === 0 ? 'none' : color);
  if (alpha > 0 && alpha < 1) element.setAttribute(`${property}-opacity`, String(alpha));
}

/** A new SVG element with attributes. */
export function svgElement(name: string, attributes: Readonly<Record<string, string | number>> = {}): SVGElement {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, typeof value === 'number' ? rounded(value) : value);
  }
  return element;
}

/** A length without digits that nobody sees. */
export function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Canvases that are sharp on every screen, take the theme's colours, and can be painted again at any resolution. */

/** Paints with a context that counts in CSS pixels. */
export type Paint = (context: CanvasRenderingContext2D) => void;

interface Painted {
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
}

const painted = new WeakMap<HTMLCanvasElement, Painted>();

function paintAt(canvas: HTMLCanvasElement, { width, height, paint }: Painted, ratio: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = Math.round(width * ratio); // this empties it as well
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  paint(context);
}

/** Makes a canvas as large as its place in device pixels and paints it. */
export function paintCanvas(canvas: HTMLCanvasElement, width: number, height: number, paint: Paint): void {
  painted.set(canvas, { width, height, paint });
  paintAt(canvas, { width, height, paint }, globalThis.devicePixelRatio || 1);
}

/**
 * The picture of a canvas as the address of a PNG, painted anew for paper.
 * @param ratio pixels per CSS pixel; a canvas that was not painted by `paintCanvas` keeps its own
 */
export function canvasImage(canvas: HTMLCanvasElement, ratio: number): string {
  const known = painted.get(canvas);
  if (!known) return canvas.toDataURL('image/png');
  const copy = document.createElement('canvas');
  paintAt(copy, known, ratio);
  return copy.toDataURL('image/png');
}

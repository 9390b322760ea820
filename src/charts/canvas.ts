/** Canvases that are sharp on every screen and take the theme's colours. */

/** Makes a canvas as large as its place in device pixels, empties it, and gives a context that counts in CSS pixels. */
export function clearCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  if (!context) return null;
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio); // this empties it as well
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  return context;
}

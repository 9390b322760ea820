/** SVG text as a bitmap. */

/** Browsers refuse larger canvases, or take very long over them. */
const LARGEST_SIDE = 8192;

/**
 * Draws an SVG file that stands alone.
 * @param scale pixels per CSS pixel
 * @throws Error with one sentence when the browser cannot draw it
 */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const most = LARGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight, 1);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * Math.min(scale, most));
    canvas.height = Math.round(image.naturalHeight * Math.min(scale, most));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) return blob;
  } catch {
    // One sentence below, whatever it was.
  } finally {
    URL.revokeObjectURL(address);
  }
  throw new Error('This browser could not draw the figure as PNG; SVG works.');
}

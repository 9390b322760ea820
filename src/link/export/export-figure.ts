/** A figure as a file, in the forms that the "Export" menu offers. Loaded when first used. */
import type { FigureCaption } from './caption.ts';
import { svgToPng } from './figure-png.ts';
import { figureSvg } from './figure-svg.ts';
import { saveAs } from './save-as.ts';
import { type CsvTable, tableCsv } from './table-csv.ts';

export type FigureFormat = 'svg' | 'png' | 'copy' | 'csv';

/** Pixels per CSS pixel of a PNG: sharp on paper and on slides. */
const PNG_SCALE = 2;
/** The same of a canvas layer inside an SVG, which may be printed larger than it is. */
const CANVAS_SCALE = 4;

/**
 * Saves a figure, or copies its picture.
 * @param canvasImage paints a canvas layer anew, in so many pixels per CSS pixel, as the address of a PNG
 * @throws Error with one sentence when the browser cannot do it
 */
export async function exportFigure(
  format: FigureFormat,
  figure: HTMLElement,
  caption: FigureCaption,
  table: () => CsvTable,
  canvasImage: (canvas: HTMLCanvasElement, ratio: number) => string,
): Promise<void> {
  if (format === 'csv') {
    saveAs(`${caption.fileName}.csv`, tableCsv(table()), 'text/csv;charset=utf-8');
    return;
  }
  const svg = figureSvg(figure, caption, (canvas) => canvasImage(canvas, CANVAS_SCALE));
  if (format === 'svg') {
    saveAs(`${caption.fileName}.svg`, svg, 'image/svg+xml');
  } else if (format === 'png') {
    saveAs(`${caption.fileName}.png`, await svgToPng(svg, PNG_SCALE));
  } else {
    try {
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': svgToPng(svg, PNG_SCALE) })]);
    } catch {
      throw new Error('This browser does not let the page copy pictures; save it as PNG instead.');
    }
  }
}

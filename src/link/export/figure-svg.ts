/**
 * A figure on the page as one SVG file that stands alone: charts are copied with their computed styles, canvas layers
 * become images, HTML (legends, ranked rows, sums) becomes rectangles and text where the browser has laid it out, and a
 * caption says how to make the figure again. No foreignObject, so that drawing programs and papers can use it.
 */
import type { FigureCaption } from './caption.ts';
import { boxMarks, type Corner, measureText, textLines, textMark } from './html-marks.ts';
import { SVG_NAMESPACE, setPaint, svgElement } from './paint.ts';
import { copySvg, initialStyle } from './svg-copy.ts';

/** Parts with this attribute are for the page only: buttons, fields. */
const LEFT_OUT = '[data-export="no"], input, select, textarea, button[aria-pressed], dialog, [popover], script, style';
/** What all parts of a figure are drawn with. */
interface Look {
  /** The font. */
  readonly family: string;
  /** The picture of a canvas layer, as the address of a PNG. */
  readonly canvasImage: (canvas: HTMLCanvasElement) => string;
}

const MARGIN = 16;
const LINE_HEIGHT = 17;
const CAPTION_SIZE = 12;

function boxOf(rect: DOMRect, { left, top }: Corner) {
  return { x: rect.left - left, y: rect.top - top, width: rect.width, height: rect.height };
}

/** Text that a style sheet puts before or after an element, where it is placed absolutely. */
function pseudoMarks(element: Element, corner: Corner): SVGElement[] {
  return ['::before', '::after'].flatMap((pseudo) => {
    const style = getComputedStyle(element, pseudo);
    if (style.content === 'none' || style.content === 'normal' || style.position !== 'absolute') return [];
    const around = element.getBoundingClientRect();
    const [left, top, width, height] = [style.left, style.top, style.width, style.height].map(Number.parseFloat);
    if (![left, top, width, height].every(Number.isFinite)) return [];
    const box = {
      x: around.left + left! - corner.left,
      y: around.top + top! - corner.top,
      width: width!,
      height: height!,
    };
    const text = /^"(.*)"$/s.exec(style.content)?.[1]?.replace(/\\(.)/g, '$1') ?? '';
    return [...boxMarks(style, box), ...(text === '' ? [] : [textMark(style, text, box)])];
  });
}

function drawElement(element: Element, corner: Corner, look: Look): SVGElement[] {
  if (element.matches(LEFT_OUT)) return [];
  const style = getComputedStyle(element);
  const rect = element.getBoundingClientRect();
  const hidden = style.visibility === 'hidden' || (style.overflow === 'hidden' && rect.width <= 1 && rect.height <= 1);
  if (style.display === 'none' || hidden) return [];
  const box = boxOf(rect, corner);
  const marks: SVGElement[] = [];
  if (element instanceof SVGSVGElement) {
    const copy = copySvg(element, initialStyle(look.family));
    if (copy) {
      for (const [key, value] of Object.entries(box)) copy.setAttribute(key, String(Number(value.toFixed(2))));
      if (style.overflow === 'visible') copy.setAttribute('overflow', 'visible');
      marks.push(copy);
    }
  } else if (element instanceof HTMLCanvasElement) {
    if (rect.width > 0 && rect.height > 0) {
      marks.push(svgElement('image', { ...box, href: look.canvasImage(element) }));
    }
  } else {
    marks.push(...boxMarks(style, box));
    for (const child of Array.from(element.childNodes)) {
      if (child instanceof Element) marks.push(...drawElement(child, corner, look));
      else if (child instanceof Text) {
        for (const { text, rect: line } of textLines(child)) marks.push(textMark(style, text, boxOf(line, corner)));
      }
    }
    marks.push(...pseudoMarks(element, corner));
  }
  if (style.opacity === '1' || marks.length === 0) return marks;
  const group = svgElement('g', { opacity: style.opacity });
  group.append(...marks);
  return [group];
}

/**
 * Lays the figure out as on paper: what scrolls is shown whole, and buttons leave their place to the rest. Returns what
 * puts it back; nothing is painted in between.
 */
function layOut(figure: HTMLElement): () => void {
  const changed = new Map<HTMLElement, string | null>();
  for (const element of figure.querySelectorAll<HTMLElement>('*')) {
    if (!(element instanceof HTMLElement)) continue;
    const scrolls =
      element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY);
    const button = element.dataset.export === 'no';
    if (!scrolls && !button) continue;
    changed.set(element, element.getAttribute('style'));
    element.style.cssText += button ? '; display: none' : '; max-height: none; height: auto; overflow: visible';
  }
  return () => {
    for (const [element, style] of changed) {
      if (style === null) element.removeAttribute('style');
      else element.setAttribute('style', style);
    }
  };
}

/** Text in lines no wider than `width`, broken between words, and within a link where it has its signs. */
function wrap(text: string, width: number, font: string): string[] {
  const lines = [''];
  for (const part of text.split(/(?<= )|(?<=[&?/])(?![&?/])/)) {
    const longer = lines.at(-1) + part;
    if (lines.at(-1) !== '' && (measureText(longer.trimEnd(), font)?.width ?? 0) > width) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}

/**
 * The text of an SVG file that shows a figure as it is on the screen, in its theme, with a caption below.
 * @param figure the figure's element, laid out
 * @param caption its name, and what it takes to make it again
 * @param canvasImage how canvas layers become pictures
 */
export function figureSvg(figure: HTMLElement, caption: FigureCaption, canvasImage: Look['canvasImage']): string {
  const restore = layOut(figure);
  try {
    const style = getComputedStyle(figure);
    const family = style.fontFamily;
    const look: Look = { family, canvasImage };
    const corner = figure.getBoundingClientRect();
    const width = Math.ceil(corner.width);
    const font = `${CAPTION_SIZE}px ${family}`;
    const lines = caption.lines.flatMap((line) => wrap(line, width - 2 * MARGIN, font));
    const below = Math.ceil(corner.height);
    const height = below + lines.length * LINE_HEIGHT + MARGIN;
    const root = svgElement('svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': family,
    });
    root.setAttribute('xmlns', SVG_NAMESPACE);
    const [title, description, metadata] = ['title', 'desc', 'metadata'].map((name) => svgElement(name));
    title!.textContent = caption.title;
    description!.textContent = caption.lines.join('\n');
    metadata!.textContent = JSON.stringify(caption.metadata ?? {});
    const background = svgElement('rect', { width, height });
    setPaint(background, 'fill', style.backgroundColor);
    root.append(title!, description!, metadata!, background);
    for (const child of Array.from(figure.children)) root.append(...drawElement(child, corner, look));
    for (const [k, line] of lines.entries()) {
      const text = svgElement('text', {
        x: MARGIN,
        y: below + CAPTION_SIZE + k * LINE_HEIGHT,
        'font-size': CAPTION_SIZE,
      });
      setPaint(
        text,
        'fill',
        style.getPropertyValue('--text-soft') === '' ? style.color : resolve(figure, '--text-soft'),
      );
      text.textContent = line;
      root.append(text);
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
  } finally {
    restore();
  }
}

/** A custom property's colour, computed. */
function resolve(element: HTMLElement, property: string): string {
  const value = getComputedStyle(element).getPropertyValue(property).trim();
  const before = element.style.outlineColor;
  element.style.outlineColor = value;
  const computed = getComputedStyle(element).outlineColor;
  element.style.outlineColor = before;
  return computed;
}

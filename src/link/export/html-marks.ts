/** HTML boxes and lines of text as SVG marks, where the browser has laid them out. */
import { readPaint, rounded, setPaint, svgElement } from './paint.ts';

/** Where the picture's corner is on the screen. */
export interface Corner {
  readonly left: number;
  readonly top: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SIDES = ['top', 'right', 'bottom', 'left'] as const;

function pixels(value: string): number {
  return Number.parseFloat(value) || 0;
}

/** The colours of a gradient, in order. */
function gradientColors(image: string): string[] {
  return image.match(/(?:rgba?|color|oklab|oklch|lab|lch|hsla?)\([^()]*\)/g) ?? [];
}

/** Hatching stands for repeating gradients; plain ones become equal stripes, as the legends use them. */
function paintGradient(image: string, box: Box, radius: number): SVGElement[] {
  const colors = gradientColors(image);
  if (colors.length === 0) return [];
  if (!image.startsWith('repeating')) {
    const stripes = [...new Set(colors)];
    const width = box.width / stripes.length;
    return stripes.map((color, k) => {
      const stripe = svgElement('rect', { ...box, x: box.x + k * width, width });
      setPaint(stripe, 'fill', color);
      return stripe;
    });
  }
  const lines: string[] = [];
  for (let x = -box.height; x < box.width; x += 7) {
    // From lower left to upper right, cut off at the box's ends.
    const from = Math.max(0, -x);
    const to = Math.min(box.height, box.width - x);
    if (to > from) {
      const [x1, y1] = [box.x + x + from, box.y + box.height - from];
      lines.push(`M${rounded(x1)} ${rounded(y1)}l${rounded(to - from)} ${rounded(from - to)}`);
    }
  }
  const hatch = svgElement('path', { d: lines.join(''), 'stroke-width': 1.5 });
  const frame = svgElement('rect', { ...box, rx: radius, fill: 'none', 'stroke-width': 0.75 });
  for (const mark of [hatch, frame]) setPaint(mark, 'stroke', colors[0]!);
  return [hatch, frame];
}

/** The background and borders of a box. */
export function boxMarks(style: CSSStyleDeclaration, box: Box): SVGElement[] {
  const marks: SVGElement[] = [];
  const corner = style.borderTopLeftRadius;
  const radius = corner.endsWith('%') ? (pixels(corner) / 100) * box.width : pixels(corner);
  const rx = Math.min(radius, box.width / 2, box.height / 2);
  if (readPaint(style.backgroundColor).alpha > 0) {
    const rect = svgElement('rect', { ...box, ...(rx > 0 ? { rx } : {}) });
    setPaint(rect, 'fill', style.backgroundColor);
    marks.push(rect);
  }
  if (style.backgroundImage.includes('gradient')) marks.push(...paintGradient(style.backgroundImage, box, rx));
  const borders = SIDES.map((side) => ({
    width:
      style.getPropertyValue(`border-${side}-style`) === 'none'
        ? 0
        : pixels(style.getPropertyValue(`border-${side}-width`)),
    color: style.getPropertyValue(`border-${side}-color`),
    dashed: style.getPropertyValue(`border-${side}-style`) === 'dashed',
  }));
  const [first] = borders as [(typeof borders)[number]];
  const even = borders.every(({ width, color }) => width === first.width && color === first.color);
  const pen = ({ width, color, dashed }: typeof first, mark: SVGElement) => {
    setPaint(mark, 'stroke', color);
    mark.setAttribute('stroke-width', rounded(width));
    if (dashed) mark.setAttribute('stroke-dasharray', `${2 * width} ${2 * width}`);
    marks.push(mark);
  };
  if (even && first.width > 0) {
    const half = first.width / 2;
    const [width, height] = [box.width - first.width, box.height - first.width];
    pen(first, svgElement('rect', { x: box.x + half, y: box.y + half, width, height, rx, fill: 'none' }));
  } else if (!even) {
    const [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height];
    const ends = [
      [left, top, right, top],
      [right, top, right, bottom],
      [left, bottom, right, bottom],
      [left, top, left, bottom],
    ] as const;
    for (const [k, border] of borders.entries()) {
      const [x1, y1, x2, y2] = ends[k]!;
      if (border.width > 0) pen(border, svgElement('line', { x1, y1, x2, y2 }));
    }
  }
  return marks;
}

let ruler: CanvasRenderingContext2D | null | undefined;

/** Measures text in a font given as in CSS. */
export function measureText(text: string, font: string): TextMetrics | undefined {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (ruler) ruler.font = font;
  return ruler?.measureText(text);
}

/** One line of text whose content area is `box`. */
export function textMark(style: CSSStyleDeclaration, text: string, box: Box): SVGElement {
  const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const metrics = measureText(text, font);
  const size = pixels(style.fontSize);
  const [ascent, descent] = [metrics?.fontBoundingBoxAscent ?? size, metrics?.fontBoundingBoxDescent ?? 0];
  const end = /^(right|end)$/.test(style.textAlign) || style.justifyContent === 'flex-end';
  const mark = svgElement('text', {
    x: end ? box.x + box.width : box.x,
    y: box.y + (box.height - ascent - descent) / 2 + ascent,
    'font-size': size,
  });
  setPaint(mark, 'fill', style.color);
  if (end) mark.setAttribute('text-anchor', 'end');
  if (style.fontWeight !== '400') mark.setAttribute('font-weight', style.fontWeight);
  if (style.fontStyle !== 'normal') mark.setAttribute('font-style', style.fontStyle);
  mark.setAttribute('font-family', style.fontFamily);
  mark.textContent = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
  return mark;
}

/** The lines of a text node, each where it is on the screen. */
export function* textLines(node: Text): Generator<{ text: string; rect: DOMRect }> {
  const range = document.createRange();
  if (node.data.trim() === '') return;
  // From the first letter to the last: a space before it would move the text to where the space is.
  range.setStart(node, node.data.search(/\S/));
  range.setEnd(node, node.data.trimEnd().length);
  const whole = range.getClientRects();
  if (whole.length === 0) return;
  if (whole.length === 1) {
    yield { text: node.data.replace(/\s+/g, ' ').trim(), rect: whole[0]! };
    return;
  }
  // Wrapped: words that stand at the same height make a line.
  let line: { text: string; rect: DOMRect } | undefined;
  for (const { index, 0: word } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getBoundingClientRect();
    if (line && Math.abs(line.rect.top - rect.top) < rect.height / 2) {
      const { x, y, height } = line.rect;
      line = { text: `${line.text} ${word}`, rect: new DOMRect(x, y, rect.right - x, height) };
    } else {
      if (line) yield line;
      line = { text: word, rect };
    }
  }
  if (line) yield line;
}

/** A copy of an inline SVG that looks the same without the page's style sheets. */
import { readPaint, rounded } from './paint.ts';

/** Properties that children take over, with their initial values. */
const INHERITED: Readonly<Record<string, string>> = {
  fill: '#000000',
  'fill-opacity': '1',
  'fill-rule': 'nonzero',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-dashoffset': '0px',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
  'text-anchor': 'start',
  'font-family': '',
  'font-size': '16px',
  'font-style': 'normal',
  'font-weight': '400',
  'letter-spacing': 'normal',
  visibility: 'visible',
};
const OWN: Readonly<Record<string, string>> = {
  opacity: '1',
  'clip-path': 'none',
  mask: 'none',
  'dominant-baseline': 'auto',
  'stop-color': '#000000',
  'stop-opacity': '1',
  'vector-effect': 'none',
};
const PAINTED = new Set(['fill', 'stroke', 'stop-color']);
/** Attributes that say where and what, not how it looks. */
const DROPPED = /^(class|style|role|tabindex|data-.*|aria-.*|on.*|transform-origin)$/;

type Values = Readonly<Record<string, string>>;

/** What an exported picture starts from: SVG's initial values, in the page's font. */
export function initialStyle(family: string): Values {
  return { ...INHERITED, 'font-family': family };
}

function attributeValue(value: string): string {
  return value.replace(/(\d)px/g, '$1').replace(/url\("?[^"#)]*(#[^")]*)"?\)/g, 'url($1)');
}

/** What a property amounts to: colours without their transparency, which goes to the property's opacity. */
function effectiveValues(source: Element): Record<string, string> {
  const computed = getComputedStyle(source);
  const values: Record<string, string> = {};
  for (const [property, initial] of Object.entries({ ...INHERITED, ...OWN })) {
    values[property] = computed.getPropertyValue(property) || initial;
  }
  for (const property of PAINTED) {
    const value = values[property]!;
    if (/^(none|url|context)/.test(value)) continue;
    const { color, alpha } = readPaint(value);
    const opacity = property === 'stop-color' ? 'stop-opacity' : `${property}-opacity`;
    values[property] = alpha === 0 && property !== 'stop-color' ? 'none' : color;
    values[opacity] = rounded(alpha === 0 ? 1 : alpha * Number(values[opacity]));
  }
  return values;
}

/** Writes the properties in which an element differs from what it would take over, and returns what its children will. */
function writeStyle(source: Element, copy: Element, above: Values): Values {
  const values = effectiveValues(source);
  for (const [property, value] of Object.entries(values)) {
    copy.removeAttribute(property);
    if (value !== (property in INHERITED ? above[property] : OWN[property])) {
      copy.setAttribute(property, attributeValue(value));
    }
  }
  return values;
}

/** A style sheet's transform, which a copy has to carry as an attribute. */
function writeTransform(source: Element, copy: Element): void {
  const styled = getComputedStyle(source).transform;
  if (source.hasAttribute('transform') || styled === 'none' || styled === '') return;
  const inner = (source as SVGGraphicsElement).getScreenCTM?.();
  const outer = (source.parentElement as unknown as SVGGraphicsElement | null)?.getScreenCTM?.();
  if (!inner || !outer) return;
  const { a, b, c, d, e, f } = outer.inverse().multiply(inner);
  copy.setAttribute('transform', `matrix(${[a, b, c, d, e, f].map((value) => Number(value.toFixed(5))).join(' ')})`);
}

/**
 * Copies an SVG element with everything in it: computed values become attributes, what is not displayed is left out.
 * @param above what it would take over from where the copy goes
 */
export function copySvg(source: SVGElement, above: Values): SVGElement | undefined {
  const computed = getComputedStyle(source);
  if (computed.display === 'none' && !/^(defs|clipPath|linearGradient|pattern|mask|stop)$/.test(source.localName)) {
    return undefined;
  }
  const copy = source.cloneNode(false) as SVGElement;
  for (const { name } of Array.from(copy.attributes)) if (DROPPED.test(name)) copy.removeAttribute(name);
  const own = writeStyle(source, copy, above);
  writeTransform(source, copy);
  for (const child of Array.from(source.childNodes)) {
    if (child instanceof SVGElement) {
      const inner = copySvg(child, own);
      if (inner) copy.append(inner);
    } else if (child.nodeType === Node.TEXT_NODE) {
      copy.append(child.cloneNode());
    }
  }
  return copy;
}

/** Numbers in the text of the findings. */

/** Three significant digits, with a real minus; `3.1e−5` when tiny. */
export function shortNumber(value: number): string {
  const tiny = value !== 0 && Math.abs(value) < 1e-4;
  const text = tiny ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '−');
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? 'none') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

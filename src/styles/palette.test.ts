import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The colours a style sheet gives in a theme, by name. */
function colors(sheet: string, theme: 'light' | 'dark'): Map<string, string> {
  const dark = new Map<string, string>();
  const light = new Map<string, string>();
  for (const [, selector, body] of read(sheet).matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const into = selector!.includes('dark') ? dark : light;
    for (const [, name, value] of body!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)) {
      if (!into.has(name!)) into.set(name!, value!);
    }
  }
  return theme === 'dark' ? dark : light;
}

type Rgb = readonly [number, number, number];

/** Linear light of an sRGB colour. */
function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** Contrast of WCAG 2. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const times = (rows: readonly Rgb[], [x, y, z]: Rgb): Rgb =>
  rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Rgb;

/** What each kind of colour vision makes of linear light: Machado, Oliveira and Fernandes 2009, severity 1. */
const VISION: Record<string, readonly Rgb[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'without red cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'without green cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'without blue cones': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Oklab (Ottosson 2020): distances in it are as large as they look. */
function oklab(light: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    light.map((c) => Math.max(0, c)) as unknown as Rgb,
  ).map(Math.cbrt) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

describe.each(['light', 'dark'] as const)('colours of families, %s', (theme) => {
  const families = [...colors('./question.css', theme)].filter(([name]) => /^lineage-\d$/.test(name));
  const tokens = colors('./tokens.css', theme);

  it('can be read as text on cards and insets', () => {
    expect(families).toHaveLength(6);
    for (const [name, color] of families) {
      for (const ground of ['card', 'inset']) {
        expect([name, ground, contrast(color, tokens.get(ground)!) >= 4.5]).toEqual([name, ground, true]);
      }
    }
  });

  it.each(Object.keys(VISION))('are told apart with %s vision', (kind) => {
    const seen = families.map(([, color]) => oklab(times(VISION[kind]!, linear(color))));
    for (const [i, a] of seen.entries()) {
      // 0.1 in Oklab is about five steps that can just be told apart.
      for (const b of seen.slice(i + 1)) expect(Math.hypot(...a.map((c, k) => c - b[k]!))).toBeGreaterThan(0.1);
    }
  });
});

/** The command lines that compute a figure again. */
import { SETTING_OPTIONS } from '../runs/setting-options.ts';
import type { FigureDefinition } from './figures.ts';

/** Options of `npm run experiment -- toy` by the setting they set. */
const OPTIONS = Object.fromEntries(Object.entries(SETTING_OPTIONS).map(([option, key]) => [key, `--${option}`]));

/** The whole figure at once. */
export function figureCommand({ id }: FigureDefinition, seeds: number): string {
  return `npm run figures -- ${id} --seeds ${seeds} --out .`;
}

/** The same runs as experiments, one command for all series with the same settings. */
export function experimentCommands({ id, series }: FigureDefinition, seeds: number): string[] {
  const bySettings = new Map<string, string[]>();
  for (const { method, change } of series) {
    const settings = Object.entries(change)
      .map(([key, value]) => ` ${OPTIONS[key]} ${value}`)
      .join('');
    bySettings.set(settings, [...(bySettings.get(settings) ?? []), method]);
  }
  const range = seeds === 1 ? '0' : `0..${seeds - 1}`;
  return [...bySettings].map(([settings, methods], index) => {
    const out = bySettings.size === 1 ? id : `${id}-${index + 1}`;
    return `npm run experiment -- toy --methods ${methods.join(',')} --seeds ${range}${settings} --out ${out}.json`;
  });
}

/** How methods of image runs are drawn and called in charts. */
import { methodStyle, type SeriesStyle } from '../figures/series-curves.ts';

interface ImageMethodStyle extends SeriesStyle {
  /** Short, for the end of a line; the method's own name by default. */
  readonly label?: string;
}

/** Methods that the toy has as well are drawn as there. */
const STYLES: Readonly<Record<string, ImageMethodStyle>> = {
  net2net: { color: 'var(--neuron-9)', mark: 3 },
  nash: { color: 'var(--neuron-0)', mark: 4 },
  autogrow: { color: 'var(--neuron-6)', mark: 7 },
  fixed: { color: 'var(--initial)', mark: 5, label: 'Scratch' },
  'fixed-cost': { color: 'var(--initial)', mark: 6, label: 'Scratch, fewer epochs' },
  full: { color: 'var(--text-faint)', mark: 9, label: 'Full size' },
};

export function imageMethodStyle(id: string): ImageMethodStyle {
  return STYLES[id] ?? methodStyle(id);
}

/** Places Figure 4(b): how long one growth takes by each method, beside the numbers that the paper prints. */
import { useMemo } from 'react';
import { GrowthTimesPlot, growthTimesHeight, median } from '../../charts/images/GrowthTimesPlot.tsx';
import { formatSeconds } from '../../charts/images/PhaseTimes.tsx';
import { fixed } from '../../charts/measured.ts';
import { formatCount } from '../../charts/numbers.ts';
import type { StoredGrowthTimes } from '../../experiments/image-results.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { Figure } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { imageMethodStyle } from './image-method-style.ts';
import '../../styles/image-charts.css';

/** Seconds per growth step printed in Figure 4(b) of the paper: Firefly, and the two others, which the text does not tell apart. */
export const PAPER_SECONDS = { firefly: 123.78, others: [402.83, 1378.9] } as const;

export interface GrowthTimesFigureProps {
  readonly title: string;
  readonly results: StoredGrowthTimes;
  /** Ids of methods, Firefly first. */
  readonly methods: readonly string[];
}

export function GrowthTimesFigure({ title, results, methods }: GrowthTimesFigureProps) {
  const [ref, { width }] = useSize();
  const rows = useMemo(
    () =>
      methods.flatMap((id) => {
        const seconds = results.growSeconds[id]?.flat() ?? [];
        const { color, mark, label } = imageMethodStyle(id);
        return seconds.length === 0
          ? []
          : [{ key: id, label: label ?? imageMethodById(id).name, color, mark, seconds }];
      }),
    [methods, results],
  );
  const epoch = median(results.epochSeconds.flat());
  const ratios = PAPER_SECONDS.others.map((seconds) => {
    const times = seconds / PAPER_SECONDS.firefly;
    return { times, label: `paper ${times.toFixed(1)}×` };
  });
  const { manifest, channels, parameters } = results;
  return (
    <Figure
      name={title}
      className="growth-times-figure"
      note={`a network of ${formatCount(channels)} channels`}
      table={() => ({
        columns: ['Method', 'Seed', 'Repeat', 'Seconds', 'Epochs of training that take as long'],
        rows: methods.flatMap((id) =>
          (results.growSeconds[id] ?? []).flatMap((repeats, seed) =>
            repeats.map((seconds, repeat) => [
              imageMethodById(id).name,
              seed,
              repeat + 1,
              fixed(seconds, 3),
              fixed(seconds / median(results.epochSeconds[seed] ?? [epoch]), 2),
            ]),
          ),
        ),
      })}
    >
      <div ref={ref} style={{ minHeight: growthTimesHeight(rows.length) }}>
        {width > 0 && rows.length > 0 && <GrowthTimesPlot {...{ rows, ratios, width }} />}
      </div>
      <p className="note">
        One growth of the same trained network of {formatCount(parameters)} parameters; an epoch of training takes{' '}
        {formatSeconds(epoch)}. The paper prints {PAPER_SECONDS.firefly} seconds for Firefly and{' '}
        {PAPER_SECONDS.others.join(' and ')} for splitting and NASH, which it does not tell apart, for a larger network
        on other hardware: only ratios can be compared. Stored on {manifest.date}: {manifest.engine} engine (
        {manifest.device}).
      </p>
    </Figure>
  );
}

/** Places the candidates of a growth of an image run: a strip per layer, and the cut. */
import { useMemo, useState } from 'react';
import {
  ImportanceStrips,
  type Strip,
  type StripMark,
  type StripPlace,
  stripsHeight,
} from '../../charts/images/ImportanceStrips.tsx';
import { InlineMark } from '../../charts/Marks.tsx';
import { measured } from '../../charts/measured.ts';
import { formatChange } from '../../charts/numbers.ts';
import type { GroupScores } from '../../growth/deep/group-scores.ts';
import type { FigureCaption } from '../../link/export/caption.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { groupLabel } from './stack-layers.ts';
import '../../styles/image-charts.css';

export interface StripsFigureProps {
  /** Of the growth on screen, or of the last one; empty for methods that do not score. */
  readonly scores: readonly GroupScores[];
  /** Whether it is known what was kept. */
  readonly chosen: boolean;
  /** The phase that the growth leads to, from 2. */
  readonly phase: number | undefined;
  /** Why there are no scores. */
  readonly empty: string;
  readonly pointedGroup?: string | undefined;
  readonly onPointGroup?: ((group: string | undefined) => void) | undefined;
  readonly caption?: (() => FigureCaption) | undefined;
}

function stripsOf(scores: readonly GroupScores[], chosen: boolean): Strip[] {
  return scores.map(({ group, splits, fresh, keptSplits, keptFresh }) => {
    const marks = (kind: StripMark['kind'], changes: readonly number[], kept: readonly number[]) =>
      changes.map((change, index) => ({ kind, index, change, kept: chosen ? kept.includes(index) : undefined }));
    const all = [...marks('split', splits, keptSplits), ...marks('fresh', fresh, keptFresh)];
    return { group, label: groupLabel(group), marks: all };
  });
}

function fate({ kept, change }: StripMark): string {
  if (kept) return 'kept';
  if (change >= 0) return change > 0 ? 'would raise the loss' : 'would change nothing';
  return kept === undefined ? 'not chosen yet' : 'let go';
}

/** `fresh 3`, `split of channel 5`. */
function nameOf({ kind, index }: StripMark): string {
  return kind === 'fresh' ? `fresh ${index + 1}` : `split of channel ${index + 1}`;
}

const HEIGHT = 240;

export function StripsFigure(props: StripsFigureProps) {
  const { scores, chosen, phase, empty, pointedGroup, onPointGroup, caption } = props;
  const [place, setPlace] = useState<StripPlace>();
  const [ref, { width, height }] = useSize();
  const strips = useMemo(() => stripsOf(scores, chosen), [scores, chosen]);
  const point = (next: StripPlace | undefined) => {
    setPlace(next);
    onPointGroup?.(next && strips[next.strip]?.group);
  };
  const least = stripsHeight(strips.length, HEIGHT);
  return (
    <Figure
      name="Importance by layer"
      className="strips-figure"
      note={strips.length > 0 && phase !== undefined ? `phase ${phase - 1} → ${phase}` : undefined}
      table={() => tableOf(strips)}
      {...(caption && { caption })}
    >
      {strips.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <>
          <div className="strips-body" style={{ minHeight: least }}>
            <div className="figure-fill" ref={ref}>
              {width > 0 && (
                <ImportanceStrips
                  {...{ strips, width, place }}
                  pointedGroup={place ? undefined : pointedGroup}
                  height={Math.max(height, least)}
                  onPlace={point}
                  say={(strip, mark) =>
                    `${strip.label}, ${nameOf(mark)}: predicted change ${formatChange(mark.change)}, ${fate(mark)}`
                  }
                  tip={(strip, mark) => (
                    <span>
                      <strong>
                        {strip.label} · {nameOf(mark)}
                      </strong>
                      <br />
                      predicted change {formatChange(mark.change)}
                      <br />
                      {fate(mark)}
                    </span>
                  )}
                />
              )}
            </div>
          </div>
          <span className="note legend chart-legend">
            <span>
              <InlineMark kind="fresh" />
              fresh
            </span>
            <span>
              <InlineMark kind="split" />
              split
            </span>
            <span>
              <svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true">
                <path d="M0 -4.3L4.3 0L0 4.3L-4.3 0Z" className="strip-marks fresh raises" />
              </svg>
              would not lower the loss
            </span>
          </span>
        </>
      )}
    </Figure>
  );
}

function tableOf(strips: readonly Strip[]): TableData {
  const rows = strips.flatMap(({ label, marks }) => marks.map((mark) => ({ label, mark })));
  return {
    columns: ['Layer', 'Candidate', 'Predicted change', 'Fate'],
    rows: rows
      .sort((a, b) => a.mark.change - b.mark.change)
      .map(({ label, mark }) => [label, nameOf(mark), measured(mark.change, formatChange), fate(mark)]),
  };
}

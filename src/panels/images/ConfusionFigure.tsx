/** Places the confusion matrix of the test images. */
import { useMemo, useState } from 'react';
import { type ConfusionCell, ConfusionMatrix, confusionHeight } from '../../charts/images/ConfusionMatrix.tsx';
import type { FigureCaption } from '../../link/export/caption.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { confusionCounts, shortClass } from './judged-images.ts';
import '../../styles/image-charts.css';

export interface ConfusionFigureProps {
  readonly images: ImageSet | undefined;
  /** Why the images of the run are not there, where they will not come by themselves. */
  readonly elsewhere?: string | undefined;
  /** Class seen in each test image, from the first on. */
  readonly predictions: readonly number[] | undefined;
  /** Whose images are shown. */
  readonly cell: ConfusionCell | undefined;
  readonly onCell: (cell: ConfusionCell | undefined) => void;
  readonly caption?: (() => FigureCaption) | undefined;
}

/** More classes than this have no names beside them. */
const MOST_NAMED = 20;
/** A matrix wider than this is no clearer. */
const WIDEST = 420;

export function ConfusionFigure({ images, elsewhere, predictions, cell, onCell, caption }: ConfusionFigureProps) {
  const [pointed, setPointed] = useState<ConfusionCell>();
  const [ref, { width: whole }] = useSize();
  const width = Math.min(whole, WIDEST);
  const counts = useMemo(
    () => (images && predictions ? confusionCounts(images, predictions) : undefined),
    [images, predictions],
  );
  const classes = images?.format.classes ?? [];
  const named = classes.length <= MOST_NAMED;
  const inWords = ({ truth, seen }: ConfusionCell) => {
    const row = counts?.[truth] ?? [];
    const total = row.reduce((sum, count) => sum + count, 0);
    const what = truth === seen ? `${classes[truth]} recognised` : `${classes[truth]} seen as ${classes[seen]}`;
    return `${what}: ${row[seen] ?? 0} of ${total} images`;
  };
  const choose = (next: ConfusionCell) =>
    onCell(cell && cell.truth === next.truth && cell.seen === next.seen ? undefined : next);
  return (
    <Figure
      name="Confusion"
      className="confusion-figure"
      note={counts && 'rows: truth'}
      table={() => tableOf(classes, counts)}
      {...(caption && { caption })}
    >
      <div ref={ref} style={{ minHeight: width > 0 && counts ? confusionHeight(classes.length, named, width) : 120 }}>
        {width > 0 && counts && (
          <ConfusionMatrix
            {...{ counts, width, pointed }}
            names={named ? classes.map(shortClass) : undefined}
            chosen={cell}
            onPoint={setPointed}
            onChoose={choose}
            say={(at) => `${inWords(at)}. Enter shows them.`}
            tip={(at) => <span>{inWords(at)}</span>}
          />
        )}
        {!counts && (
          <p className="empty">
            {elsewhere ?? 'What the network confuses shows here once it has looked at the test images.'}
          </p>
        )}
      </div>
    </Figure>
  );
}

/** A hundred classes would be ten thousand rows: only pairs that occur. */
function tableOf(classes: readonly string[], counts: readonly (readonly number[])[] | undefined): TableData {
  if (classes.length <= MOST_NAMED) {
    const rows = (counts ?? []).map((row, truth) => [classes[truth]!, ...row]);
    return { columns: ['Truth', ...classes.map((name) => `as ${name}`)], rows };
  }
  const pairs = (counts ?? []).flatMap((row, truth) =>
    row.flatMap((count, seen) => (count > 0 ? [{ truth, seen, count }] : [])),
  );
  return {
    columns: ['Truth', 'Seen as', 'Images'],
    rows: pairs
      .sort((a, b) => b.count - a.count)
      .map(({ truth, seen, count }) => [classes[truth]!, classes[seen]!, count]),
  };
}

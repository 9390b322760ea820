/** Test images with what the network sees in them: wrong ones can be found, each opens large. */
import { useMemo, useState } from 'react';
import type { ConfusionCell } from '../../charts/images/ConfusionMatrix.tsx';
import { imageAddress } from '../../charts/images/image-address.ts';
import { formatCount } from '../../charts/numbers.ts';
import type { FigureCaption } from '../../link/export/caption.ts';
import { IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { accuracyOf, filterImages, shortClass, whenRight } from './judged-images.ts';
import { LargeImage } from './LargeImage.tsx';
import '../../styles/image-charts.css';

export interface TestImagesFigureProps {
  readonly images: ImageSet | undefined;
  /** Why the images of the run are not there, where they will not come by themselves. */
  readonly elsewhere?: string | undefined;
  /** Class seen in each test image at the moment shown, from the first image on; undefined before any was looked at. */
  readonly predictions: readonly number[] | undefined;
  /** The same at the end of each phase that is over. */
  readonly history: readonly (readonly number[])[];
  /** Only images of one class that are taken for one class. */
  readonly cell: ConfusionCell | undefined;
  readonly onCell: (cell: ConfusionCell | undefined) => void;
  /** Instead of how many are right. */
  readonly note?: string | undefined;
  readonly caption?: (() => FigureCaption) | undefined;
}

const TILE = 42;
const GAP = 6;
const ROWS = 4;

/** The picture of an image of a set. */
export function addressOf(images: ImageSet, image: number): string {
  return imageAddress(images.pixels.subarray(image * IMAGE_BYTES, (image + 1) * IMAGE_BYTES));
}

export function TestImagesFigure(props: TestImagesFigureProps) {
  const { images, elsewhere, predictions, history, cell, onCell, note, caption } = props;
  const [wrongOnly, setWrongOnly] = useState(false);
  const [page, setPage] = useState(0);
  const [large, setLarge] = useState<number>();
  const [ref, { width }] = useSize();
  const found = useMemo(
    () => (images && predictions ? filterImages(images, predictions, { wrongOnly, cell }) : []),
    [images, predictions, wrongOnly, cell],
  );
  const across = Math.max(1, Math.floor((width + GAP) / (TILE + GAP)));
  const perPage = across * ROWS;
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const current = Math.min(page, pages - 1);
  const shown = found.slice(current * perPage, (current + 1) * perPage);
  const classes = images?.format.classes ?? [];
  const right =
    images && predictions ? `${(100 * accuracyOf(images, predictions)).toFixed(1)}\u00a0% right` : undefined;
  return (
    <Figure
      name="Test images"
      className="test-images"
      note={note ?? right}
      table={() => tableOf(props)}
      {...(caption && { caption })}
    >
      {!images || !predictions ? (
        <p className="empty">
          {elsewhere ??
            (images
              ? 'What the network sees in them shows here after the first epoch.'
              : 'The images are on their way.')}
        </p>
      ) : (
        <>
          <div className="test-controls" data-export="no">
            {cell ? (
              <button type="button" className="button quiet" aria-pressed="true" onClick={() => onCell(undefined)}>
                {`${shortClass(classes[cell.truth]!)} seen as ${shortClass(classes[cell.seen]!)}`} ✕
                <span className="visually-hidden">: show all images again</span>
              </button>
            ) : (
              <label className="check">
                <input
                  type="checkbox"
                  checked={wrongOnly}
                  onChange={(event) => {
                    setWrongOnly(event.target.checked);
                    setPage(0);
                  }}
                />
                wrong only
              </label>
            )}
            <span className="pager">
              <PageButton
                label="Earlier images"
                path="M6.5 1.5L2.5 5.5L6.5 9.5"
                off={current === 0}
                onPress={() => setPage(current - 1)}
              />
              <span className="note" aria-live="polite">
                {found.length === 0
                  ? 'none'
                  : `${formatCount(current * perPage + 1)}–${formatCount(current * perPage + shown.length)} of ${formatCount(found.length)}`}
              </span>
              <PageButton
                label="Later images"
                path="M2.5 1.5L6.5 5.5L2.5 9.5"
                off={current === pages - 1}
                onPress={() => setPage(current + 1)}
              />
            </span>
          </div>
          <ul
            ref={ref}
            className="image-tiles"
            style={{
              gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
              minHeight: Math.min(ROWS, Math.ceil(found.length / across)) * 64,
            }}
          >
            {width > 0 &&
              shown.map((image) => (
                <Tile key={image} {...{ images, image }} seen={predictions[image]!} onOpen={() => setLarge(image)} />
              ))}
          </ul>
          {found.length === 0 && <p className="empty">{cell || wrongOnly ? 'There are no such images.' : ''}</p>}
        </>
      )}
      {large !== undefined && images && predictions && (
        <LargeImage
          {...{ images, history }}
          image={large}
          seen={predictions[large]}
          position={found.indexOf(large)}
          count={found.length}
          onStep={(step) => setLarge(found[(found.indexOf(large) + step + found.length) % found.length] ?? large)}
          onClose={() => setLarge(undefined)}
        />
      )}
    </Figure>
  );
}

interface PageButtonProps {
  readonly label: string;
  readonly path: string;
  readonly off: boolean;
  readonly onPress: () => void;
}

function PageButton({ label, path, off, onPress }: PageButtonProps) {
  return (
    <button
      type="button"
      className="button quiet icon"
      aria-label={label}
      aria-disabled={off || undefined}
      onClick={() => !off && onPress()}
    >
      <svg
        width="9"
        height="11"
        viewBox="0 0 9 11"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      >
        <path d={path} />
      </svg>
    </button>
  );
}

interface TileProps {
  readonly images: ImageSet;
  readonly image: number;
  readonly seen: number;
  readonly onOpen: () => void;
}

function Tile({ images, image, seen, onOpen }: TileProps) {
  const { classes } = images.format;
  const truth = images.labels[image]!;
  const wrong = truth !== seen;
  const words = wrong ? `${classes[truth]}, seen as ${classes[seen]}` : `${classes[truth]}, recognised`;
  return (
    <li>
      <button
        type="button"
        className={wrong ? 'image-tile wrong' : 'image-tile'}
        aria-label={`Image ${image + 1}: ${words}`}
        title={words}
        onClick={onOpen}
      >
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <image href={addressOf(images, image)} width="32" height="32" />
        </svg>
        <span className="image-tile-name">
          {wrong && <span className="image-tile-cross">✕</span>}
          {shortClass(classes[seen]!)}
        </span>
      </button>
    </li>
  );
}

function tableOf({ images, predictions, history, cell }: TestImagesFigureProps): TableData {
  const columns = ['Image', 'Truth', 'Seen as', 'When right'];
  if (!images || !predictions) return { columns, rows: [] };
  const { classes } = images.format;
  return {
    columns,
    rows: filterImages(images, predictions, { wrongOnly: false, cell }).map((image) => [
      image + 1,
      classes[images.labels[image]!]!,
      classes[predictions[image]!]!,
      whenRight(
        images.labels[image]!,
        history.flatMap((labels) => labels[image] ?? []),
      ),
    ]),
  };
}

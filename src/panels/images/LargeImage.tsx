/** One test image, large: what it is, and what the network saw in it at the end of each phase. */
import type { KeyboardEvent } from 'react';
import { imageAddress } from '../../charts/images/image-address.ts';
import { IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import type { ImageSet } from '../../tasks/images/image-set.ts';
import { Dialog } from '../Dialog.tsx';
import { whenRight } from './judged-images.ts';

export interface LargeImageProps {
  readonly images: ImageSet;
  /** Position in the set. */
  readonly image: number;
  /** Class seen at the moment shown. */
  readonly seen: number | undefined;
  /** Classes at the end of each phase that is over. */
  readonly history: readonly (readonly number[])[];
  /** Position among the images that are listed, from 0, and how many those are. */
  readonly position: number;
  readonly count: number;
  readonly onStep: (step: number) => void;
  readonly onClose: () => void;
}

export function LargeImage({ images, image, seen, history, position, count, onStep, onClose }: LargeImageProps) {
  const { classes } = images.format;
  const truth = images.labels[image]!;
  const labels = history.flatMap((phase) => phase[image] ?? []);
  const pixels = images.pixels.subarray(image * IMAGE_BYTES, (image + 1) * IMAGE_BYTES);
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(step);
  };
  return (
    <Dialog
      title={`Image ${image + 1}: ${classes[truth]}`}
      note={seen === undefined ? undefined : seen === truth ? 'Recognised now.' : `Seen as ${classes[seen]} now.`}
      className="large-image"
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a short cut of the buttons. */}
      <div className="large-body" onKeyDown={press}>
        <img src={imageAddress(pixels)} alt={classes[truth]} width="224" height="224" />
        <div>
          <p>{whenRight(truth, labels)}</p>
          {labels.length > 0 && (
            <ol className="large-phases">
              {labels.map((label, phase) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: phases never move.
                <li key={phase} data-wrong={label !== truth || undefined}>
                  <span className="note">phase {phase + 1}</span> {label === truth ? '✓' : '✕'} {classes[label]}
                </li>
              ))}
            </ol>
          )}
          {count > 1 && position >= 0 && (
            <p className="large-steps">
              <button type="button" className="button" onClick={() => onStep(-1)}>
                Previous
              </button>
              <button type="button" className="button" onClick={() => onStep(1)}>
                Next
              </button>
              <span className="note">
                {position + 1} of {count}
              </span>
            </p>
          )}
        </div>
      </div>
    </Dialog>
  );
}

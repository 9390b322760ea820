/** Accuracies compare only on the same images: which runs stand beside each other. */
import type { UsedImages } from '../../store/images/image-lab-state.ts';

export interface RunsThere {
  /** SHA-256 of the images of the stored runs; undefined where there are none. */
  readonly stored: string | undefined;
  /** The images of the visitor's run; undefined where it has measured nothing. */
  readonly own: UsedImages | undefined;
  readonly looking: 'stored' | 'own' | undefined;
}

export interface ComparableRuns {
  readonly showStored: boolean;
  readonly showOwn: boolean;
  /** Which images the run on screen used, beside those of the others. */
  readonly note: string | undefined;
}

function imagesText({ dataset, files = [] }: UsedImages): string {
  return files.length > 0 ? `your ${dataset} files` : `other ${dataset} images`;
}

/** Runs on other images than the one that is looked at are left out, and a sentence says so. */
export function comparableRuns({ stored, own, looking }: RunsThere): ComparableRuns {
  if (!own || stored === undefined) {
    return { showStored: stored !== undefined, showOwn: own !== undefined, note: undefined };
  }
  if (own.sha256 === stored) {
    return { showStored: true, showOwn: true, note: 'All runs, this one too, are on the same images.' };
  }
  if (looking === 'stored') {
    const note = `Your run is on ${imagesText(own)}, so it is not beside these.`;
    return { showStored: true, showOwn: false, note };
  }
  const note = `This run is on ${imagesText(own)}, so the stored ones are not beside it.`;
  return { showStored: false, showOwn: true, note };
}

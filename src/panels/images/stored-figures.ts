/** The stored numbers of the figures of image networks, fetched once they are looked at. */
import { useEffect, useState } from 'react';
import { IMAGE_FIGURES, type ImageFigure } from '../../experiments/image-figures.ts';
import {
  imageFigurePath,
  restoreGrowthTimes,
  restoreImageFigure,
  type StoredGrowthTimes,
  type StoredImageFigure,
} from '../../experiments/image-results.ts';

export type StoredFigure =
  | { readonly kind: 'runs'; readonly results: StoredImageFigure }
  | { readonly kind: 'growth-times'; readonly results: StoredGrowthTimes };

/** Fetches the stored numbers of a figure; a sentence when they cannot be had. */
async function fetchFigure(figure: ImageFigure): Promise<StoredFigure | string> {
  try {
    const response = await fetch(`./results/${imageFigurePath(figure)}`);
    if (!response.ok) return `The results of ${figure.label} are not here.`;
    const raw: unknown = await response.json();
    if (figure.kind === 'runs') {
      const results = restoreImageFigure(raw, figure.id);
      return typeof results === 'string' ? results : { kind: 'runs', results };
    }
    const results = restoreGrowthTimes(raw, figure.id);
    return typeof results === 'string' ? results : { kind: 'growth-times', results };
  } catch {
    return `The results of ${figure.label} could not be loaded; try again when you are online.`;
  }
}

/** By the ids of figures; those on their way are missing, and a sentence says why one cannot be had. */
export type StoredFigures = Readonly<Record<string, StoredFigure | string>>;

export function useStoredFigures(): StoredFigures {
  const [found, setFound] = useState<StoredFigures>({});
  useEffect(() => {
    let gone = false;
    for (const figure of IMAGE_FIGURES) {
      void fetchFigure(figure).then((stored) => !gone && setFound((before) => ({ ...before, [figure.id]: stored })));
    }
    return () => {
      gone = true;
    };
  }, []);
  return found;
}

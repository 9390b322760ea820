/** What a network sees in test images, judged. */
import type { ImageSet } from '../../tasks/images/image-set.ts';

/** A short name of a class, for small pictures. */
export function shortClass(name: string): string {
  return { airplane: 'plane', automobile: 'car' }[name] ?? name;
}

/** [truth][seen]: how many images; those that were not looked at are left out. */
export function confusionCounts(set: ImageSet, predictions: readonly number[]): number[][] {
  const classes = set.format.classes.length;
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let image = 0; image < Math.min(set.count, predictions.length); image += 1) {
    const row = counts[set.labels[image]!];
    if (row && predictions[image]! < classes) row[predictions[image]!]! += 1;
  }
  return counts;
}

export interface ImageFilter {
  readonly wrongOnly: boolean;
  /** Only images of a class that are taken for a class. */
  readonly cell: { readonly truth: number; readonly seen: number } | undefined;
}

/** Positions of the images that a filter lets through. */
export function filterImages(
  set: ImageSet,
  predictions: readonly number[],
  { wrongOnly, cell }: ImageFilter,
): number[] {
  const count = Math.min(set.count, predictions.length);
  return Array.from({ length: count }, (_, image) => image).filter((image) => {
    const [truth, seen] = [set.labels[image]!, predictions[image]!];
    if (cell) return truth === cell.truth && seen === cell.seen;
    return !wrongOnly || truth !== seen;
  });
}

/** Part of the images that is right, 0 to 1. */
export function accuracyOf(set: ImageSet, predictions: readonly number[]): number {
  const count = Math.min(set.count, predictions.length);
  return count === 0 ? 0 : 1 - filterImages(set, predictions, { wrongOnly: true, cell: undefined }).length / count;
}

/** When an image became right, in words. `seen`: its class at the end of each phase. */
export function whenRight(truth: number, seen: readonly number[]): string {
  if (seen.length === 0) return 'No phase is over yet.';
  const right = seen.map((label) => label === truth);
  const first = right.indexOf(true);
  if (first === -1) return seen.length === 1 ? 'Not right yet.' : `Wrong in all ${seen.length} phases so far.`;
  const lost = right.lastIndexOf(false);
  if (lost === -1) return 'Right from the first phase on.';
  if (lost < right.length - 1) return `Right since phase ${lost + 2}.`;
  return `Right in phase ${right.lastIndexOf(true) + 1}, then lost again.`;
}

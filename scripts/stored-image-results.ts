/** The stored results of image networks that the findings are made of, read from files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFindingResults } from '../src/experiments/image-findings.ts';
import { imageFigurePath, restoreGrowthTimes, restoreImageFigure } from '../src/experiments/image-results.ts';

function read<T extends object>(folder: string, id: string, restore: (raw: unknown, id: string) => T | string) {
  const path = join(folder, imageFigurePath({ id }));
  if (!existsSync(path)) return undefined;
  const found = restore(JSON.parse(readFileSync(path, 'utf8')), id);
  if (typeof found === 'string') throw new Error(`${path}: ${found}`);
  return found;
}

/** @param folder of results */
export function storedImageResults(folder: string): ImageFindingResults {
  return {
    figure4a: read(folder, 'figure4a', restoreImageFigure),
    figure4b: read(folder, 'figure4b', restoreGrowthTimes),
    depth: read(folder, 'depth', restoreImageFigure),
  };
}

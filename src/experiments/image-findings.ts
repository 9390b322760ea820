/**
 * What we could and could not reproduce of the paper's experiments on images, from the stored results. Every number and every
 * verdict is computed here; the page and docs/image-findings.md only print them.
 */
import type { FindingTable } from './findings.ts';
import { imageFigureById } from './image-figures.ts';
import {
  decimals,
  estimateText,
  final,
  type ImageFinding,
  last,
  loss,
  nameOf,
  percent,
  present,
  total,
} from './image-finding.ts';
import {
  cumulativeMultiplyAdds,
  type ImageManifest,
  type StoredGrowthTimes,
  type StoredImageFigure,
} from './image-results.ts';
import { listed } from './number-text.ts';
import { againstScratch, depth } from './own-image-findings.ts';
import { againstFull, aheadOfBaselines, growthTimes, onlyOnGpu } from './paper-image-findings.ts';
import { meanOf } from './statistics.ts';

/** Results by figure; those that are not stored yet are missing, and so is what would be said of them. */
export interface ImageFindingResults {
  readonly figure4a?: StoredImageFigure | undefined;
  readonly figure4b?: StoredGrowthTimes | undefined;
  readonly depth?: StoredImageFigure | undefined;
}

export interface ImageFindings {
  readonly protocol: readonly string[];
  readonly tables: readonly FindingTable[];
  readonly findings: readonly ImageFinding[];
}

function tableOf(id: string, { images, methods }: StoredImageFigure): FindingTable {
  const seeds = Math.max(0, ...Object.values(methods).map(({ runs }) => runs.length));
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  return {
    figure: id,
    title: `${imageFigureById(id)!.title}, at the end, ${seeds} seeds`,
    columns: [
      'Method',
      'Channels',
      'Parameters',
      'Multiply-adds',
      'Epochs',
      'Training multiply-adds, 10¹²',
      'Training loss',
      'Test accuracy, %',
      'Seconds of training',
      'Seconds of growing',
    ],
    rows: Object.entries(methods).map(([method, { runs }]) => [
      nameOf(method),
      whole(last(runs, 'channels')),
      whole(last(runs, 'parameters')),
      whole(last(runs, 'multiplyAdds')),
      whole(meanOf(runs.map(({ epochs }) => total(epochs)))),
      decimals(meanOf(runs.map((run) => cumulativeMultiplyAdds(run, images.train).at(-1)!)) / 1e12, 2),
      loss(final(runs, 'trainLoss')),
      estimateText(final(runs, 'testAccuracy'), (value) => decimals(100 * value, 1)),
      whole(meanOf(runs.map(({ trainSeconds }) => total(trainSeconds)))),
      whole(meanOf(runs.map(({ growSeconds }) => total(growSeconds)))),
    ]),
  };
}

function protocolOf({ figure4a, depth: deeper, figure4b }: ImageFindingResults): string[] {
  const figure = figure4a ?? deeper;
  const manifests: ImageManifest[] = [figure4a, deeper].flatMap((each) =>
    Object.values(each?.methods ?? {}).map(({ manifest }) => manifest),
  );
  const manifest = manifests[0] ?? figure4b?.manifest;
  if (!manifest) return [];
  const said = [
    'Growing methods of a seed start from the same network and see the same images in the same order in phase 1; then each grows by its own rule. Differences are taken seed by seed.',
    'Intervals are 95 % intervals of the mean over seeds by Student’s t: with three seeds they are wide, and they do not hold what comes from the choice of the images. At equal parameters, results between two phases are interpolated along the logarithm of the size.',
  ];
  if (figure) {
    const { train, validation, test } = figure.images;
    const accuracies = Object.values(figure.methods).map(({ runs }) => final(runs, 'testAccuracy').mean);
    const middle = meanOf(accuracies);
    const error = Math.sqrt((middle * (1 - middle)) / test);
    said.unshift(
      `${train.toLocaleString('en-US')} images of ${manifest.recipe.images.dataset} to train, ${validation.toLocaleString('en-US')} to validate and ${test.toLocaleString('en-US')} to test. An accuracy of ${percent(middle)} on so many test images has a standard error of ${decimals(100 * error, 1)} points, which is why training loss stands beside it; all methods are tested on the same images.`,
    );
  }
  const dates = [...new Set(manifests.map(({ date }) => date))].sort();
  said.push(
    `Computed on ${listed(dates.length > 0 ? dates : [manifest.date])} by ${manifest.engine} (${manifest.device}), Firefly Lab ${manifest.versions['firefly-lab'] ?? ''}; "npm run figures -- figure4a" computes it again. Seconds are of a machine that other work may have slowed down, except in Figure 4(b), where methods take turns.`,
  );
  return said;
}

/** Everything the findings say of image networks. */
export function computeImageFindings(results: ImageFindingResults): ImageFindings {
  const { figure4a, figure4b, depth: deeper } = results;
  return {
    protocol: protocolOf(results),
    tables: present([figure4a && tableOf('figure4a', figure4a), deeper && tableOf('depth', deeper)]),
    findings: present([
      figure4a && aheadOfBaselines(figure4a),
      figure4b && growthTimes(figure4b),
      figure4a && againstScratch(figure4a),
      figure4a && againstFull(figure4a),
      deeper && depth(deeper),
      onlyOnGpu(),
    ]),
  };
}

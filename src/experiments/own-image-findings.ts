/** What we asked of image networks where the paper says nothing, or where what it says is not available to us. */
import { imageMethodById } from '../methods/images/registry.ts';
import { costRatio, differenceAtSize, type Estimate, type MeasureKey } from './image-comparison.ts';
import {
  comparison,
  decimals,
  FIREFLY,
  final,
  type ImageFinding,
  last,
  loss,
  nameOf,
  points,
  present,
  runsOf,
  total,
} from './image-finding.ts';
import type { StoredImageFigure } from './image-results.ts';
import { listed } from './number-text.ts';
import { meanOf } from './statistics.ts';

/** Firefly minus a control: whether the control is 'ahead' of Firefly or 'behind' it by the whole interval. */
function standing({ low, high }: Estimate, larger: 'better' | 'worse'): 'ahead' | 'behind' | 'untold' {
  if (low <= 0 && high >= 0) return 'untold';
  return high < 0 === (larger === 'better') ? 'ahead' : 'behind';
}

/** What follows where a control takes fewer multiply-adds than Firefly, and where it takes more. */
const FOLLOWS = {
  fewer: {
    ahead: 'it is clearly better than Firefly even so, and more of them would not turn that round',
    untold: 'it is not told apart from Firefly, and more of them would not put it behind',
    behind:
      'it is clearly worse than Firefly, which decides nothing at equal cost: it may be for want of multiply-adds',
  },
  more: {
    ahead: 'it is clearly better than Firefly, which decides nothing at equal cost: it may be for its multiply-adds',
    untold: 'it is not told apart from Firefly, and fewer of them would not put it ahead',
    behind: 'it is clearly worse than Firefly even so, and fewer of them would not turn that round',
  },
} as const;

/**
 * What a control with another cost says about Firefly at equal cost; empty where the costs are the same to two decimals.
 * @param times the control's multiply-adds, in those of Firefly
 */
function atEqualCost(times: number, test: Estimate | undefined, train: Estimate | undefined): string {
  if (!test || !train || Math.abs(times - 1) < 0.005) return '';
  const amount = times < 1 ? 'fewer' : 'more';
  const follows = FOLLOWS[amount];
  return `This control takes ${amount} multiply-adds than Firefly. In test accuracy ${follows[standing(test, 'better')]}. In training loss ${follows[standing(train, 'worse')]}.`;
}

/** Figure 4(a) against what the paper does not show for images: the final size from scratch. */
export function againstScratch(figure: StoredImageFigure): ImageFinding | undefined {
  const firefly = runsOf(figure, FIREFLY);
  const controls = ['fixed', 'fixed-cost'].filter((id) => runsOf(figure, id).length > 0);
  if (firefly.length === 0 || controls.length === 0) return undefined;
  const growing = Object.keys(figure.methods).filter((id) => imageMethodById(id).grows);
  const evidence = controls.flatMap((id) => {
    const runs = runsOf(figure, id);
    const times = costRatio(runs, firefly, figure.images.train);
    const what = id === 'fixed' ? 'for the same epochs' : 'for no more multiply-adds than even growing takes';
    const minusControl = (measure: MeasureKey) => differenceAtSize(firefly, runs, 'channels', measure);
    const against = (measure: MeasureKey, sign: number) => {
      const found = growing.map((method) => differenceAtSize(runsOf(figure, method), runs, 'channels', measure));
      const named = (holds: (low: number, high: number) => boolean) => {
        const kept = growing.filter((_, k) => {
          const [one, other] = [sign * (found[k]?.low ?? Number.NaN), sign * (found[k]?.high ?? Number.NaN)];
          return holds(Math.min(one, other), Math.max(one, other));
        });
        return listed(kept.map(nameOf));
      };
      return `clearly better: ${named((low) => low > 0)}; clearly worse: ${named((_, high) => high < 0)}; not told apart: ${named((low, high) => low <= 0 && high >= 0)}`;
    };
    return present([
      `From scratch ${what} (${decimals(meanOf(runs.map(({ epochs }) => total(epochs))), 0)} epochs, ${decimals(times, 2)} times the multiply-adds of training that Firefly takes): test accuracy ${points(final(runs, 'testAccuracy')).replace(/ points$/, ' %')}, training loss ${loss(final(runs, 'trainLoss'))}. ${comparison(figure, FIREFLY, id, 'channels') ?? ''}`.trim(),
      `Against it at equal channels, in test accuracy ${against('testAccuracy', 1)}. In training loss ${against('trainLoss', -1)}.`,
      atEqualCost(times, minusControl('testAccuracy'), minusControl('trainLoss')) || undefined,
    ]);
  });
  return {
    title: 'Growing against training the final size from scratch',
    claim:
      'Is growing better than training as many channels from scratch? (The paper does not show this control for images.)',
    rule: undefined,
    verdict: 'not in the paper',
    figure: 'figure4a',
    evidence: [
      ...evidence,
      'Multiply-adds are those of training; what choosing channels costs (for NASH, training eight networks) is not among them, but in the seconds of the table. The control for the cost of even growing has the multiply-adds of growing all layers alike; Firefly takes others, because it puts channels where images are larger or smaller. What fewer or more of them would do supposes that longer training makes no network worse.',
    ],
  };
}

/** Growing deeper. */
export function depth(figure: StoredImageFigure): ImageFinding | undefined {
  const others = Object.keys(figure.methods).filter((id) => id !== FIREFLY);
  if (runsOf(figure, FIREFLY).length === 0 || others.length === 0) return undefined;
  const test = others.map((id) => {
    return differenceAtSize(runsOf(figure, FIREFLY), runsOf(figure, id), 'channels', 'testAccuracy');
  });
  const named = (holds: (found: Estimate) => boolean) =>
    listed(others.filter((_, k) => test[k] !== undefined && holds(test[k])).map(nameOf));
  const ends = Object.keys(figure.methods).map((id) => {
    return `${decimals(last(runsOf(figure, id), 'channels'), 0)} (${nameOf(id)})`;
  });
  return {
    title: 'Growing deeper',
    claim:
      'How does Firefly compare with NASH and AutoGrow where networks become deeper? (The paper compares them in an appendix that is not available to us.)',
    rule: undefined,
    verdict: 'not in the paper',
    figure: 'depth',
    evidence: [
      `Channels at the end: ${listed(ends)}. Firefly keeps no candidate that does not promise to lower the loss, so it may end with fewer; methods are compared at the largest size that both reach.`,
      ...present(others.map((id) => comparison(figure, FIREFLY, id, 'channels'))),
      'The protocol of depth is our choice, and it was not fixed in advance: where slots lie and how Firefly’s candidates of slots are selected (exactly) was decided after runs of seed 0 had been seen. No other method had such trials, so Firefly’s row is, if anything, flattered.',
      `In test accuracy Firefly is clearly better than ${named(({ low }) => low > 0)}, clearly worse than ${named(({ high }) => high < 0)}, and not told apart from ${named(({ low, high }) => low <= 0 && high >= 0)}.`,
    ],
  };
}

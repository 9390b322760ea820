/** What happens in the stages of a growth, in words: each method does something else. One entry for each method that grows. */
import type { GrowthStage } from '../../methods/images/image-method.ts';
import type { ImagePreset } from '../../runs/images/image-recipe.ts';

export interface Caption {
  /** What is the case. */
  readonly fact: string;
  /** What it means, quieter. */
  readonly meaning: string;
}

/** The candidates of a method that scores them, each by itself. */
export interface CandidateWords {
  /** What one is called. */
  readonly name: 'candidate' | 'split';
  /** Whether they are on screen before they are scored, and fresh channels among them. */
  readonly fresh: boolean;
  /** When scores come, while there are none. */
  readonly wait: string;
  /** Which are kept. */
  readonly kept: string;
}

export interface GrowthWords {
  /** While a stage is under way, and as long as no scores tell more. */
  readonly stages: Readonly<Record<GrowthStage, Caption>>;
  /** The same for those who hear it. */
  readonly news: Readonly<Record<GrowthStage, string>>;
  /** None for methods that score no candidates. */
  readonly candidates?: CandidateWords;
  /** What a channel that came from another one is to it. */
  readonly child: 'split' | 'copy';
}

export type WordedSettings = Pick<
  ImagePreset,
  'widen' | 'layerBudget' | 'freshPerGroup' | 'freshPerSlot' | 'children' | 'childEpochs'
>;

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What decides where a network grows, by the ways it may. */
function budgetText({ widen, layerBudget }: WordedSettings): string {
  if (layerBudget === 0) return 'One budget for the whole network decides which layers become wide.';
  return widen
    ? 'One budget of channels and one of layers decide where the whole network grows.'
    : 'The budgets decide which layers open, and how wide.';
}

const LARGEST_DROP = 'those with the largest predicted drop, in whichever layer';

/** Everything that Firefly tries at once. */
function triedText({ widen, layerBudget, freshPerSlot }: WordedSettings, freshPerGroup: number): string {
  const tried = [
    ...(widen ? ['splits of every channel'] : []),
    ...(widen && freshPerGroup > 0 ? ['fresh channels in every layer'] : []),
    ...(layerBudget > 0 && freshPerSlot > 0 ? ['fresh channels in every place for a new layer'] : []),
  ];
  if (tried.length === 0) return 'These settings leave nothing to try.';
  const list = tried.length === 1 ? tried[0]! : `${tried.slice(0, -1).join(', ')} and ${tried.at(-1)}`;
  return sentence(`${list} are tried at once, all tuned together.`);
}

/** @param fresh m' of the method, 0 for one that tries no fresh channels */
function byImportance(settings: WordedSettings, fresh: number, score: Caption, kept = LARGEST_DROP): GrowthWords {
  return {
    stages: {
      overgrow: { fact: triedText(settings, fresh), meaning: 'The network itself does not move (eq. 4).' },
      score,
      select: { fact: `Chosen are ${kept}.`, meaning: budgetText(settings) },
    },
    news: { overgrow: 'trying candidates', score: 'scoring', select: 'choosing' },
    candidates: {
      name: 'candidate',
      fresh: fresh > 0,
      wait: 'Scores come when all candidates are tuned.',
      kept,
    },
    child: 'split',
  };
}

const ON_ONE_PATH: Caption = {
  fact: 'Each candidate is scored by the slope of the loss along its way in.',
  meaning: 'All stand on one path, so a few passes over the images score them all (eq. 5).',
};

function bySplitting(settings: WordedSettings, overgrow: string, score: Caption): GrowthWords {
  return {
    stages: {
      overgrow: { fact: overgrow, meaning: 'No fresh channels are tried; the network itself does not move.' },
      score,
      select: { fact: `Chosen are ${LARGEST_DROP}.`, meaning: budgetText(settings) },
    },
    news: { overgrow: 'seeking how each channel splits best', score: 'scoring the splits', select: 'choosing' },
    candidates: {
      name: 'split',
      fresh: false,
      wait: 'Scores come when the best split of every channel is found.',
      kept: LARGEST_DROP,
    },
    child: 'split',
  };
}

/** Where layers may only open, nothing is copied. */
function grownText({ widen, layerBudget }: WordedSettings, widened: string, opened: string): string {
  return sentence([...(widen ? [widened] : []), ...(layerBudget > 0 ? [opened] : [])].join('; '));
}

const NO_SCORES = 'It scores no candidates.';

/** Net2Net and AutoGrow do the same in each stage: they grow at once. */
function atOnce(grown: string, meaning: string, news: string, child: GrowthWords['child']): GrowthWords {
  const caption = { fact: grown, meaning };
  return {
    stages: { overgrow: caption, score: caption, select: caption },
    news: { overgrow: news, score: news, select: news },
    child,
  };
}

function byChildren(settings: WordedSettings): GrowthWords {
  const { children, childEpochs } = settings;
  const [networks, epochs] = [plural(children, 'network'), plural(childEpochs, 'epoch')];
  const ways = grownText(settings, 'channels drawn at random are copied', 'layers drawn at random open');
  return {
    stages: {
      overgrow: {
        fact: `${networks} ${children === 1 ? 'grows' : 'grow'} out of this one at random.`,
        meaning: `${ways}.`,
      },
      score: {
        fact: `Each of ${networks} is trained for ${epochs}, then judged on the validation images.`,
        meaning: NO_SCORES,
      },
      select: {
        fact: `Of ${networks} the one that is right most often on the validation images stays.`,
        meaning: 'It goes on with what it has learnt.',
      },
    },
    news: { overgrow: 'growing networks at random', score: 'training each of them', select: 'choosing one of them' },
    child: 'copy',
  };
}

/** By the ids of the methods that grow. */
const WORDS: Readonly<Record<string, (settings: WordedSettings) => GrowthWords>> = {
  firefly: (settings) => byImportance(settings, settings.freshPerGroup, ON_ONE_PATH),
  'firefly-split': (settings) => byImportance(settings, 0, ON_ONE_PATH),
  'firefly-as-official': (settings) =>
    byImportance(
      settings,
      settings.freshPerGroup,
      {
        fact: 'Each candidate is scored by the slope of the loss where all of them are in.',
        meaning: 'At the end of the path alone, as in the official code, in place of the integral along it (eq. 5).',
      },
      'those with the largest predicted drop, one more than the budget, as in the official code',
    ),
  splitting: (settings) =>
    bySplitting(settings, 'The splitting matrix of every channel is measured, layer by layer.', {
      fact: 'Each split is scored for itself, as if no other channel split.',
      meaning: 'What a split promises is ε²/2 times the smallest eigenvalue of its channel’s splitting matrix.',
    }),
  'splitting-fast': (settings) =>
    bySplitting(settings, 'Every channel seeks its best split by descending a Rayleigh quotient.', {
      fact: 'Each split is scored for itself, as if no other channel split.',
      meaning:
        'What a split promises is ε²/2 times the Rayleigh quotient it has come to; no splitting matrix is formed.',
    }),
  net2net: (settings) =>
    atOnce(
      `${grownText(settings, 'channels drawn at random are copied, equally many in each layer', 'layers open in turn')}.`,
      NO_SCORES,
      'copying',
      'copy',
    ),
  nash: byChildren,
  autogrow: () =>
    atOnce(
      'The next stage gets a layer, unless its last one did not raise the validation accuracy.',
      NO_SCORES,
      'inserting a layer',
      'split',
    ),
};

/**
 * The words of a method.
 * @returns undefined for methods that do not grow
 */
export function growthWords(method: string, settings: WordedSettings): GrowthWords | undefined {
  return WORDS[method]?.(settings);
}

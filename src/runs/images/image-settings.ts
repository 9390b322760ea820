/** The settings of an image recipe that the page and the link offer: what they are called, and who chose their values. */
import type { NumberSetting, Source } from '../settings.ts';
import { IMAGE_CHANGES, type ImagePreset } from './image-recipe.ts';

export type ImageSettingKey = keyof typeof IMAGE_CHANGES;

interface Described {
  readonly label: string;
  readonly symbol?: string;
  readonly source: Source;
  readonly help: string;
  /** Step of the control. */
  readonly step?: number;
  readonly logarithmic?: boolean;
}

const DESCRIBED: Readonly<Record<ImageSettingKey, Described>> = {
  width: { label: 'Start width', source: 'our choice', help: 'Channels of each layer before the first growth.' },
  growth: {
    label: 'Growth per phase',
    symbol: 'η',
    source: 'our choice',
    help: 'Channels that each growth may add, as a part of those there are: 0.35 adds up to 35 %.',
    step: 0.05,
  },
  growthChannels: {
    label: 'Channels per growth',
    symbol: 'η',
    source: 'our choice',
    help: 'Channels that each growth may add beside its part of those there are.',
    step: 4,
  },
  freshPerGroup: {
    label: 'Fresh per layer',
    symbol: 'm′',
    source: 'our choice',
    help: 'Brand-new channels tried in each layer at each growth.',
  },
  freshPerSlot: {
    label: 'Fresh per slot',
    symbol: 'm′',
    source: 'our choice',
    help: 'Brand-new channels tried in each place where a residual layer may open.',
  },
  stepSize: {
    label: 'Step size',
    symbol: 'ε',
    source: 'our choice',
    help: 'How far a growth may move the function.',
    step: 0.01,
    logarithmic: true,
  },
  quadraturePoints: {
    label: 'Quadrature points',
    symbol: 'n',
    source: 'paper',
    help: 'Nodes of the integral that gives a score.',
  },
  epochs: {
    label: 'Epochs per phase',
    source: 'our choice',
    help: 'How often training sees each image between two growths.',
    logarithmic: true,
  },
  phases: { label: 'Phases', source: 'our choice', help: 'Times of training; between two of them the network grows.' },
};

export const IMAGE_SETTING_KEYS = Object.keys(DESCRIBED) as readonly ImageSettingKey[];

/** A setting as controls and links read it. @param preset whose value is the initial one */
export function imageSetting(key: ImageSettingKey, preset: ImagePreset): NumberSetting {
  const { min, max, whole } = IMAGE_CHANGES[key];
  const { step = 1, ...described } = DESCRIBED[key];
  return { kind: 'number', min, max, integer: whole, step, initial: preset[key], ...described };
}

/** Settings that mean something for a preset: layers that cannot open have no channels to try, and so on. */
export function usedSettings({ widen, layerBudget, growth, growthChannels }: ImagePreset): ImageSettingKey[] {
  return IMAGE_SETTING_KEYS.filter((key) => {
    if (key === 'freshPerGroup') return widen;
    if (key === 'freshPerSlot') return layerBudget > 0;
    if (key === 'growth') return growth > 0 || growthChannels === 0;
    return key !== 'growthChannels' || growthChannels > 0;
  });
}

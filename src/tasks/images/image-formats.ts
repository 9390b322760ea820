/**
 * The two image data sets that are read: CIFAR-10 and CIFAR-100 (Krizhevsky 2009), in the binary format of their makers:
 * records of one or two label bytes and 3,072 bytes of red, green and blue planes, each 32 x 32, row by row.
 */

export const IMAGE_SIDE = 32;
export const IMAGE_CHANNELS = 3;
/** Bytes of one image: three planes of 32 x 32. */
export const IMAGE_BYTES = IMAGE_SIDE * IMAGE_SIDE * IMAGE_CHANNELS;

export type ImageFormatName = 'cifar10' | 'cifar100';

export interface ImageFormat {
  readonly name: ImageFormatName;
  /** As people write it. */
  readonly title: string;
  /** Label bytes before each image; the last one is the class. CIFAR-100 has the superclass, 0 to 19, before it. */
  readonly labelBytes: 1 | 2;
  /** Names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  /** Mean of each channel over the training images, from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** Standard deviation of each channel over all pixels of the training images. */
  readonly deviation: readonly [number, number, number];
}

/** Mean and deviation: computed by us over all pixels of the 50,000 training images; to four digits the official code's. */
export const CIFAR10: ImageFormat = {
  name: 'cifar10',
  title: 'CIFAR-10',
  labelBytes: 1,
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  mean: [0.4914, 0.48216, 0.44653],
  deviation: [0.24703, 0.24349, 0.26159],
};

const CIFAR100_CLASSES =
  'apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle ' +
  'caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish ' +
  'forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle ' +
  'mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine ' +
  'possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar ' +
  'sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale ' +
  'willow_tree wolf woman worm';

/** Mean and deviation as widely published for its training images; we had no copy to compute them from. */
export const CIFAR100: ImageFormat = {
  name: 'cifar100',
  title: 'CIFAR-100',
  labelBytes: 2,
  classes: CIFAR100_CLASSES.split(' ').map((name) => name.replace('_', ' ')),
  mean: [0.50708, 0.48655, 0.44092],
  deviation: [0.26733, 0.25644, 0.27615],
};

export const IMAGE_FORMATS: Readonly<Record<ImageFormatName, ImageFormat>> = { cifar10: CIFAR10, cifar100: CIFAR100 };

/** Superclasses of CIFAR-100. */
export const COARSE_CLASSES = 20;

/** Bytes of one record: labels and image. */
export function recordBytes(format: ImageFormat): number {
  return format.labelBytes + IMAGE_BYTES;
}

/** What images are for: training, decisions that need accuracy (NASH, AutoGrow), or reporting only. */
export type ImageRole = 'train' | 'validation' | 'test';
export const IMAGE_ROLES: readonly ImageRole[] = ['train', 'validation', 'test'];

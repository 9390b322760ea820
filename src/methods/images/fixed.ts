/** The control that growing is judged by: the final size from scratch, for as many epochs. */
import type { WholeImageMethod } from './image-method.ts';

export const fixed: WholeImageMethod = {
  id: 'fixed',
  name: 'From scratch',
  summary: 'As many channels as growing ends with, equally many in each layer, from scratch for the same epochs.',
  grows: false,
  train: ({ descriptions, epochs }) => ({ description: descriptions.at(-1)!, epochs: epochs * descriptions.length }),
};

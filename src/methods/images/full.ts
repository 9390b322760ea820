/**
 * The network as wide as it was published. Our choice: it is trained for one phase only, because its step costs some forty
 * times that of the largest grown network at pocket scale; its accuracy is a mark to compare with, not a fair race.
 */
import type { WholeImageMethod } from './image-method.ts';

export const full: WholeImageMethod = {
  id: 'full',
  name: 'Full size',
  summary: 'The architecture as wide as it was published, from scratch for the epochs of one phase.',
  grows: false,
  train: ({ full: description, epochs }) => ({ description, epochs }),
};

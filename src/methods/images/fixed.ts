/** The controls that growing is judged by: the final size from scratch, for as many epochs or for as much computing. */
import { countMultiplyAdds } from '../../networks/counting.ts';
import type { WholeImageMethod } from './image-method.ts';

export const fixed: WholeImageMethod = {
  id: 'fixed',
  name: 'From scratch',
  summary: 'As many channels as growing ends with, equally many in each layer, from scratch for the same epochs.',
  grows: false,
  train: ({ descriptions, epochs }) => ({ description: descriptions.at(-1)!, epochs: epochs * descriptions.length }),
};

/** Growing trains smaller networks first; what choosing channels costs it is not counted, so this control has no advantage. */
export const fixedCost: WholeImageMethod = {
  id: 'fixed-cost',
  name: 'From scratch (same cost)',
  summary:
    'The same network as "fixed", for as many epochs as cost no more multiply-adds than the training of growing.',
  grows: false,
  train({ descriptions, epochs }) {
    const description = descriptions.at(-1)!;
    const cost = descriptions.reduce((sum, grown) => sum + epochs * countMultiplyAdds(grown), 0);
    return { description, epochs: Math.floor(cost / countMultiplyAdds(description)) };
  },
};

/** The controls that growing is judged by: the final size from scratch, for as many epochs or for no more computing. */
import { countMultiplyAdds } from '../../networks/counting.ts';
import type { WholeImageMethod } from './image-method.ts';

export const fixed: WholeImageMethod = {
  id: 'fixed',
  name: 'From scratch',
  summary: 'As many channels as growing ends with, equally many in each layer, from scratch for the same epochs.',
  grows: false,
  train: ({ descriptions, epochs }) => ({ description: descriptions.at(-1)!, epochs: epochs * descriptions.length }),
};

/**
 * Growing trains smaller networks first; what choosing channels costs is not counted, so this control has no advantage. The cost is
 * that of growing evenly (`GrowingCourse`): a method that puts more channels where images are large takes more.
 */
export const fixedCost: WholeImageMethod = {
  id: 'fixed-cost',
  name: 'From scratch (fewer epochs)',
  summary: 'The same network as "fixed", for as many epochs as cost no more multiply-adds than even growing takes.',
  grows: false,
  train({ descriptions, epochs }) {
    const description = descriptions.at(-1)!;
    const cost = descriptions.reduce((sum, grown) => sum + epochs * countMultiplyAdds(grown), 0);
    return { description, epochs: Math.floor(cost / countMultiplyAdds(description)) };
  },
};

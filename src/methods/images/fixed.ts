/** The control that growing is judged by: the final size from scratch, for as many epochs. */
import type { ImageMethod } from './image-method.ts';

export const fixed: ImageMethod = {
  id: 'fixed',
  summary: 'As many channels as growing ends with, equally many in each layer, from scratch for the same epochs.',
};

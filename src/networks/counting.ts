/** How large a described network is, by the closed forms of its layers. */
import { type Description, type Layer, widthOf } from './description.ts';
import { isTrained, sizeOf, tensorSpecs } from './tensors.ts';

/** Numbers that are trained. */
export function countParameters(description: Description): number {
  return tensorSpecs(description)
    .filter(isTrained)
    .reduce((sum, spec) => sum + sizeOf(spec), 0);
}

/**
 * Multiply-adds of one image's way through the network: size^2 in out height width for each convolution. Batch norm,
 * activations and pooling are not counted (the first can be folded into the filters; the others do not multiply).
 */
export function countMultiplyAdds(description: Description): number {
  let total = 0;
  let [height, width] = [description.height, description.width];
  const visit = (layers: readonly Layer[]) => {
    for (const layer of layers) {
      if (layer.kind === 'convolution') {
        const { size, reads, writes } = layer;
        total += size * size * widthOf(description, reads) * widthOf(description, writes) * height * width;
      } else if (layer.kind === 'pool') {
        [height, width] = layer.pool === 'mean' ? [1, 1] : [Math.floor(height / 2), Math.floor(width / 2)];
      } else if (layer.kind === 'residual') {
        visit(layer.branch);
      }
    }
  };
  visit(description.layers);
  return total;
}

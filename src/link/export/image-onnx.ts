/** A network for images as an ONNX model of standard operators (runs/images/operator-graph.ts). */
import type { OperatorGraph } from '../../runs/images/operator-graph.ts';
import { onnxFile } from './onnx-file.ts';

/** Where the network comes from. */
export interface ImageModelStory {
  /** The recipe in one line. */
  readonly recipe: string;
  /** Where in the run: `phase 3, epoch 16`. */
  readonly place: string;
  readonly link: string;
}

const SIDE = 32;

/** Sentences that go into every model file. @param channels where red, green and blue are among the axes */
export function imageModelDescription(
  { input, output, widths, format }: OperatorGraph,
  { recipe, place, link }: ImageModelStory,
  channels: 'first' | 'last',
): string {
  const shape = channels === 'first' ? `3, ${SIDE}, ${SIDE}` : `${SIDE}, ${SIDE}, 3`;
  return [
    `Grown by Firefly Lab: ${recipe}; ${place}.`,
    `${input}: [N, ${shape}], red, green and blue, 0 to 255, as the images of ${format.title} are.`,
    `${output}: one number per class; the largest is the class. Classes: ${format.classes.join(', ')}.`,
    `Channels: ${widths.map(([name, count]) => `${name} ${count}`).join(', ')}.`,
    link,
  ].join('\n');
}

/** The bytes of an `.onnx` file. Input `images` [N, 3, 32, 32], output `logits` [N, classes], both float32. */
export function imageOnnxModel(graph: OperatorGraph, story: ImageModelStory): Uint8Array<ArrayBuffer> {
  const { nodes, tensors, input, output, format } = graph;
  return onnxFile({
    nodes,
    tensors,
    input: { name: input, shape: ['N', 3, SIDE, SIDE] },
    output: { name: output, shape: ['N', format.classes.length] },
    description: imageModelDescription(graph, story, 'first'),
    metadata: { ...story, classes: format.classes.join(', ') },
  });
}

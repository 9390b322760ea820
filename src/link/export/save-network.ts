/** The grown network as a file for other programs. Loaded when first used. */
import { zipSync } from 'fflate';
import {
  type DataScales,
  type GrownNetwork,
  type ModelStory,
  modelDescription,
  networkModel,
} from './network-model.ts';
import { onnxModel } from './onnx.ts';
import { saveAs } from './save-as.ts';
import { layersModel } from './tfjs-layers.ts';

export type NetworkFormat = 'onnx' | 'tfjs';

/** What lies beside the files of a LayersModel. */
function readme(description: string): string {
  return `${description}

In JavaScript, with model.json and weights.bin side by side:

  const model = await tf.loadLayersModel('model.json');
  model.predict(tf.tensor2d([[0.5]])).print();
`;
}

/**
 * Downloads a network.
 * @param name the file's name, without its ending
 * @throws RangeError unless the network has one input
 */
export function saveNetwork(
  format: NetworkFormat,
  network: GrownNetwork,
  scales: DataScales,
  story: ModelStory,
  name: string,
): void {
  const model = networkModel(network, scales);
  if (format === 'onnx') {
    saveAs(`${name}.onnx`, new Blob([onnxModel(model, story)]));
    return;
  }
  const files = layersModel(model, story);
  const text = (content: string) => new TextEncoder().encode(content);
  const zip = zipSync({
    'model.json': text(files.model),
    'weights.bin': files.weights,
    'README.txt': text(readme(modelDescription(model, story))),
  });
  saveAs(`${name}-tfjs.zip`, new Blob([new Uint8Array(zip)], { type: 'application/zip' }));
}

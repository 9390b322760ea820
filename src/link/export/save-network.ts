/** The grown network as a file for other programs. Loaded when first used. */
import { zipSync } from 'fflate';
import type { LayersModelFiles } from './layers-file.ts';
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

/** What lies beside the files of a LayersModel. @param use a line of JavaScript */
function readme(description: string, use: string): string {
  return `${description}

In JavaScript, with model.json and weights.bin side by side:

  const model = await tf.loadLayersModel('model.json');
  ${use}
`;
}

/** Downloads a LayersModel as a zip with a README beside it. @param use a line of JavaScript that uses `model` */
export function saveLayers(name: string, files: LayersModelFiles, description: string, use: string): void {
  const text = (content: string) => new TextEncoder().encode(content);
  const zip = zipSync({
    'model.json': text(files.model),
    'weights.bin': files.weights,
    'README.txt': text(readme(description, use)),
  });
  saveAs(`${name}-tfjs.zip`, new Blob([new Uint8Array(zip)], { type: 'application/zip' }));
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
  const use = 'model.predict(tf.tensor2d([[0.5]])).print();';
  saveLayers(name, layersModel(model, story), modelDescription(model, story), use);
}

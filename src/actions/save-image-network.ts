/** Saves the trained network on screen for other programs. Loaded when first used. */
import { imageLayersModel } from '../link/export/image-layers.ts';
import { imageModelDescription, imageOnnxModel } from '../link/export/image-onnx.ts';
import { saveAs } from '../link/export/save-as.ts';
import { type NetworkFormat, saveLayers } from '../link/export/save-network.ts';
import { imageFigureCaption } from '../link/image-address.ts';
import { readImageState } from '../runs/images/image-checkpoint.ts';
import { operatorGraph } from '../runs/images/operator-graph.ts';
import type { ImageLabState } from '../store/images/image-lab-state.ts';
import { networkOnScreen } from '../store/images/network-on-screen.ts';
import { formatOf } from '../store/images/run-images.ts';

/** How the model is used, for the README beside it. */
const USE =
  'model.predict(tf.browser.fromPixels(image).toFloat().expandDims()).argMax(1).print(); // of 32 x 32 pixels';

/**
 * @param here the page's address
 * @throws Error with one sentence, also where the weights are not there
 */
export function saveImageNetwork(target: NetworkFormat, lab: ImageLabState, here: string): void {
  const shown = networkOnScreen(lab);
  if (typeof shown === 'string') throw new Error(shown);
  const format = formatOf(lab);
  if (!format) throw new Error('It is not known yet which classes the network tells apart; wait for the images.');
  const { own, state, phase, epoch } = shown;
  const { recipe } = own;
  const { network } = readImageState(state, recipe, format.classes.length);
  const { engine, at } = lab;
  const { lines } = imageFigureCaption('Network', { recipe, engine, at }, undefined, here);
  const story = { recipe: lines[0]!, place: `phase ${phase}, epoch ${epoch}`, link: lines.at(-1)! };
  const { preset, method, seed } = recipe;
  const name = `firefly-images-${preset}-${method}-seed-${seed}-phase-${phase}-epoch-${epoch}`;
  const graph = operatorGraph(network, format);
  if (target === 'onnx') saveAs(`${name}.onnx`, new Blob([imageOnnxModel(graph, story)]));
  else saveLayers(name, imageLayersModel(graph, story), imageModelDescription(graph, story, 'last'), USE);
}

/** TensorFlow.js LayersModels of stock layers only: `tf.loadLayersModel` opens them without custom code. */

export interface LayerWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface ModelLayer {
  readonly json: Readonly<Record<string, unknown>>;
  readonly weights: readonly LayerWeights[];
}

/** Layers that a layer takes its input from. */
function inbound(names: readonly string[]): unknown[] {
  return names.length === 0 ? [] : [names.map((name) => [name, 0, 0, {}])];
}

/** A stock layer with its settings. @param from names of the layers that it reads */
export function modelLayer(
  className: string,
  name: string,
  from: readonly string[],
  config: object = {},
  weights: readonly LayerWeights[] = [],
): ModelLayer {
  const settings = { name, trainable: true, dtype: 'float32', ...config };
  return { json: { class_name: className, name, config: settings, inbound_nodes: inbound(from) }, weights };
}

/** The files of a LayersModel, which lie side by side. */
export interface LayersModelFiles {
  /** The text of `model.json`. */
  readonly model: string;
  /** The bytes of `weights.bin`: float32, little-endian. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** @param input and `output` are names of layers */
export function layersFiles(
  layers: readonly ModelLayer[],
  { input, output }: { readonly input: string; readonly output: string },
  metadata: Readonly<Record<string, unknown>>,
): LayersModelFiles {
  const weights = layers.flatMap((one) => one.weights);
  const bytes = new DataView(new ArrayBuffer(4 * weights.reduce((sum, { values }) => sum + values.length, 0)));
  let at = 0;
  for (const { values } of weights) {
    for (let k = 0; k < values.length; k += 1, at += 4) bytes.setFloat32(at, values[k]!, true);
  }
  const json = {
    format: 'layers-model',
    generatedBy: 'Firefly Lab',
    convertedBy: null,
    modelTopology: {
      class_name: 'Functional',
      config: {
        name: 'firefly',
        layers: layers.map((one) => one.json),
        input_layers: [[input, 0, 0]],
        output_layers: [[output, 0, 0]],
      },
      keras_version: 'tfjs-layers 4',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
    userDefinedMetadata: metadata,
  };
  return { model: JSON.stringify(json, null, 1), weights: new Uint8Array(bytes.buffer) };
}

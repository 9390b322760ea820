/** A grown network as an ONNX model of standard operators: Sub, Gemm, Mul, Exp, Tanh, Softplus. */
import { type ModelStory, modelDescription, type NetworkModel } from './network-model.ts';
import { type OnnxNode, type OnnxTensor, onnxFile } from './onnx-file.ts';

/** The operators between u and sigma(u). */
const ACTIVATION_NODES: Readonly<Record<NetworkModel['activation'], readonly OnnxNode[]>> = {
  rbf: [
    { operator: 'Mul', inputs: ['u', 'u'], output: 'u_squared' },
    { operator: 'Mul', inputs: ['u_squared', 'minus_half'], output: 'exponent' },
    { operator: 'Exp', inputs: ['exponent'], output: 'bells' },
  ],
  tanh: [{ operator: 'Tanh', inputs: ['u'], output: 'bells' }],
  softplus: [{ operator: 'Softplus', inputs: ['u'], output: 'bells' }],
};

function graphOf(model: NetworkModel): { nodes: OnnxNode[]; tensors: OnnxTensor[] } {
  const { activation, shift, weights, biases, outputs, outputBias } = model;
  const count = weights.length;
  const shifted = shift !== 0;
  return {
    nodes: [
      ...(shifted ? [{ operator: 'Sub', inputs: ['x', 'shift'], output: 'x_shifted' }] : []),
      { operator: 'Gemm', inputs: [shifted ? 'x_shifted' : 'x', 'a', 'b'], output: 'u', attributes: { transB: 1 } },
      ...ACTIVATION_NODES[activation],
      { operator: 'Gemm', inputs: ['bells', 'w', 'w0'], output: 'y', attributes: { transB: 1 } },
    ],
    tensors: [
      ...(shifted ? [{ name: 'shift', shape: [1], values: [shift] }] : []),
      { name: 'a', shape: [count, 1], values: weights },
      { name: 'b', shape: [count], values: biases },
      ...(activation === 'rbf' ? [{ name: 'minus_half', shape: [1], values: [-0.5] }] : []),
      { name: 'w', shape: [1, count], values: outputs },
      { name: 'w0', shape: [1], values: [outputBias] },
    ],
  };
}

/** The bytes of an `.onnx` file with one input `x` and one output `y`, both float32 of shape [N, 1]. */
export function onnxModel(model: NetworkModel, story: ModelStory): Uint8Array<ArrayBuffer> {
  return onnxFile({
    ...graphOf(model),
    input: { name: 'x', shape: ['N', 1] },
    output: { name: 'y', shape: ['N', 1] },
    description: modelDescription(model, story),
    metadata: Object.fromEntries(Object.entries(story).map(([key, value]) => [key, String(value)])),
  });
}

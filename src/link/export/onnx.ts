/**
 * A grown network as an ONNX model of standard operators (opset 13: Sub, Gemm, Mul, Exp, Tanh, Softplus), for
 * onnxruntime, Netron and whatever else reads ONNX. Field numbers are those of onnx.proto (github.com/onnx/onnx).
 */
import { PbfWriter } from 'pbf';
import { type ModelStory, modelDescription, type NetworkModel } from './network-model.ts';

/** ModelProto.ir_version; 8 goes with opset 13 to 17 and is read by every runtime of the last years. */
const IR_VERSION = 8;
const OPSET = 13;
/** TensorProto.DataType.FLOAT */
const FLOAT = 1;
/** AttributeProto.AttributeType.INT */
const INT = 2;

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

function writeTensor({ name, shape, values }: Tensor, pbf: PbfWriter): void {
  for (const size of shape) pbf.writeVarintField(1, size); // dims
  pbf.writeVarintField(2, FLOAT); // data_type
  pbf.writeStringField(8, name);
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [k, value] of values.entries()) bytes.setFloat32(4 * k, value, true);
  pbf.writeBytesField(9, new Uint8Array(bytes.buffer)); // raw_data, little-endian
}

function writeNode({ operator, inputs, output, attributes = {} }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output); // name
  pbf.writeStringField(4, operator); // op_type
  for (const attribute of Object.entries(attributes)) {
    pbf.writeMessage(
      5,
      ([name, value], inner) => {
        inner.writeStringField(1, name);
        inner.writeVarintField(3, value); // i
        inner.writeVarintField(20, INT); // type
      },
      attribute,
    );
  }
}

/** A column of any length: [N, 1]. */
function writeColumn(name: string, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const dimension = (of: { readonly param?: string; readonly value?: number }, inner: PbfWriter) => {
    if (of.value !== undefined) inner.writeVarintField(1, of.value);
    if (of.param !== undefined) inner.writeStringField(2, of.param);
  };
  const shape = (_: null, inner: PbfWriter) => {
    inner.writeMessage(1, dimension, { param: 'N' });
    inner.writeMessage(1, dimension, { value: 1 });
  };
  const tensorType = (_: null, inner: PbfWriter) => {
    inner.writeVarintField(1, FLOAT); // elem_type
    inner.writeMessage(2, shape, null);
  };
  pbf.writeMessage(2, (_, inner) => inner.writeMessage(1, tensorType, null), null);
}

/** The operators between u and sigma(u). */
const ACTIVATION_NODES: Readonly<Record<NetworkModel['activation'], readonly Node[]>> = {
  rbf: [
    { operator: 'Mul', inputs: ['u', 'u'], output: 'u_squared' },
    { operator: 'Mul', inputs: ['u_squared', 'minus_half'], output: 'exponent' },
    { operator: 'Exp', inputs: ['exponent'], output: 'bells' },
  ],
  tanh: [{ operator: 'Tanh', inputs: ['u'], output: 'bells' }],
  softplus: [{ operator: 'Softplus', inputs: ['u'], output: 'bells' }],
};

function graphOf(model: NetworkModel): { nodes: Node[]; tensors: Tensor[] } {
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
  const { nodes, tensors } = graphOf(model);
  const description = modelDescription(model, story);
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'Firefly Lab'); // producer_name
  pbf.writeStringField(6, description); // doc_string
  pbf.writeMessage(
    7, // graph
    (_, graph) => {
      for (const node of nodes) graph.writeMessage(1, writeNode, node);
      graph.writeStringField(2, 'firefly');
      for (const tensor of tensors) graph.writeMessage(5, writeTensor, tensor);
      graph.writeStringField(10, description);
      graph.writeMessage(11, writeColumn, 'x');
      graph.writeMessage(12, writeColumn, 'y');
    },
    null,
  );
  pbf.writeMessage(8, (_, opset) => opset.writeVarintField(2, OPSET), null); // opset_import of the default domain
  for (const entry of Object.entries(story)) {
    pbf.writeMessage(
      14, // metadata_props
      ([key, value], property) => {
        property.writeStringField(1, key);
        property.writeStringField(2, String(value));
      },
      entry,
    );
  }
  return new Uint8Array(pbf.finish());
}

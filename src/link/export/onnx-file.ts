/**
 * ONNX files: a graph of operators and its numbers as the bytes of an `.onnx` file, for onnxruntime, Netron and whatever else
 * reads ONNX. Field numbers are those of onnx.proto (github.com/onnx/onnx).
 */
import { PbfWriter } from 'pbf';

/** ModelProto.ir_version; 8 goes with opset 13 to 17 and is read by every runtime of the last years. */
const IR_VERSION = 8;
const OPSET = 13;
/** TensorProto.DataType.FLOAT */
const FLOAT = 1;
/** AttributeProto.AttributeType */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A whole number, whole numbers, or one that need not be whole. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

/** An operator of the default domain, opset 13. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** An input or output: 32-bit floats. A name in place of a size: any size. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly input: OnnxValue;
  readonly output: OnnxValue;
  /** For people. */
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function writeTensor({ name, shape, values }: OnnxTensor, pbf: PbfWriter): void {
  for (const size of shape) pbf.writeVarintField(1, size); // dims
  pbf.writeVarintField(2, FLOAT); // data_type
  pbf.writeStringField(8, name);
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (let k = 0; k < values.length; k += 1) bytes.setFloat32(4 * k, values[k]!, true);
  pbf.writeBytesField(9, new Uint8Array(bytes.buffer)); // raw_data, little-endian
}

function writeAttribute([name, value]: [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value); // i
    pbf.writeVarintField(20, ATTRIBUTE.int); // type
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float); // f
    pbf.writeVarintField(20, ATTRIBUTE.float);
  } else {
    for (const each of value) pbf.writeVarintField(8, each); // ints
    pbf.writeVarintField(20, ATTRIBUTE.ints);
  }
}

function writeNode({ operator, inputs, output, attributes = {} }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output); // name
  pbf.writeStringField(4, operator); // op_type
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

function writeValue({ name, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const dimension = (size: number | string, inner: PbfWriter) => {
    if (typeof size === 'number')
      inner.writeVarintField(1, size); // dim_value
    else inner.writeStringField(2, size); // dim_param
  };
  const sizes = (_: null, inner: PbfWriter) => {
    for (const size of shape) inner.writeMessage(1, dimension, size);
  };
  const tensorType = (_: null, inner: PbfWriter) => {
    inner.writeVarintField(1, FLOAT); // elem_type
    inner.writeMessage(2, sizes, null);
  };
  pbf.writeMessage(2, (_, inner) => inner.writeMessage(1, tensorType, null), null);
}

/** The bytes of an `.onnx` file. */
export function onnxFile(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const { nodes, tensors, input, output, description, metadata } = model;
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
      graph.writeMessage(11, writeValue, input);
      graph.writeMessage(12, writeValue, output);
    },
    null,
  );
  pbf.writeMessage(8, (_, opset) => opset.writeVarintField(2, OPSET), null); // opset_import of the default domain
  for (const entry of Object.entries(metadata)) {
    pbf.writeMessage(
      14, // metadata_props
      ([key, value], property) => {
        property.writeStringField(1, key);
        property.writeStringField(2, value);
      },
      entry,
    );
  }
  return new Uint8Array(pbf.finish());
}

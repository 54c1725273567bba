import { bytesField, floatField, integerField, join, type Message } from './protobuf';

/** Element types of ONNX tensors (onnx.proto, `TensorProto.DataType`). */
export const ELEMENT = { FLOAT: 1, UINT8: 2, INT32: 6, INT64: 7 } as const;

/** An integer, integers, a real number or a graph; whole numbers are integers unless said otherwise. */
export type Attribute = number | readonly number[] | { float: number } | { graph: Message };

/** Field numbers from onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Message {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return join([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, operator),
    ...sorted.map(([name, value]) => bytesField(5, attribute(name, value))),
  ]);
}

function attribute(name: string, value: Attribute): Message {
  const [FLOAT, INT, GRAPH, INTS] = [1, 2, 5, 7];
  if (typeof value === 'number') {
    return join([bytesField(1, name), integerField(3, value), integerField(20, INT)]);
  }
  if ('float' in value) {
    return join([bytesField(1, name), floatField(2, value.float), integerField(20, FLOAT)]);
  }
  if ('graph' in value) {
    return join([bytesField(1, name), bytesField(6, value.graph), integerField(20, GRAPH)]);
  }
  const integers = value.map((one) => integerField(8, one));
  return join([bytesField(1, name), ...integers, integerField(20, INTS)]);
}

/** A tensor whose bytes are in the message. */
export function tensor(
  name: string,
  element: number,
  shape: readonly number[],
  bytes: Uint8Array,
): Message {
  return join([...head(element, shape), bytesField(8, name), bytesField(9, bytes)]);
}

/** A tensor whose bytes lie in another file. */
export function externalTensor(
  name: string,
  element: number,
  shape: readonly number[],
  place: { file: string; offset: number; length: number },
): Message {
  const entry = (key: string, value: string | number) =>
    bytesField(13, join([bytesField(1, key), bytesField(2, String(value))]));
  const EXTERNAL = 1;
  return join([
    ...head(element, shape),
    bytesField(8, name),
    entry('location', place.file),
    entry('offset', place.offset),
    entry('length', place.length),
    integerField(14, EXTERNAL),
  ]);
}

const head = (element: number, shape: readonly number[]) => [
  ...shape.map((size) => integerField(1, size)),
  integerField(2, element),
];

/** A name for an input or output of a graph; text in the shape names what varies. */
export function valueInfo(
  name: string,
  element: number,
  shape: readonly (number | string)[],
): Message {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? integerField(1, size) : bytesField(2, size)),
  );
  const type = join([integerField(1, element), bytesField(2, join(dimensions))]);
  return join([bytesField(1, name), bytesField(2, bytesField(1, type))]);
}

export interface GraphParts {
  name: string;
  nodes: readonly Message[];
  initializers: readonly Message[];
  inputs: readonly Message[];
  outputs: readonly Message[];
}

export function graph({ name, nodes, initializers, inputs, outputs }: GraphParts): Message {
  return join([
    ...nodes.map((one) => bytesField(1, one)),
    bytesField(2, name),
    ...initializers.map((one) => bytesField(5, one)),
    ...inputs.map((one) => bytesField(11, one)),
    ...outputs.map((one) => bytesField(12, one)),
  ]);
}

/** A whole ONNX file: IR version 8, operators of version 17. */
export function model(graphMessage: Message): Uint8Array<ArrayBuffer> {
  const operators = join([bytesField(1, ''), integerField(2, 17)]);
  return join([
    integerField(1, 8),
    bytesField(2, ''),
    bytesField(7, graphMessage),
    bytesField(8, operators),
  ]);
}

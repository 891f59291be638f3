/** tesseract's network for lines as a model in ONNX, the format that the runtime takes. */

// The messages of ONNX are few of many: its whole schema and a library of its own would be larger than what is needed of them.
import protobuf from 'protobufjs';
import type { Layer, LineNetwork, Lstm, Weights } from './network.ts';

/** The model's inputs and its output. */
export const NAMES = {
  /** Lines of grey, `lines × 1 × height × width`; 1 is paper and −1 is ink. */
  lines: 'lines',
  /** How many time steps each line is long, the rest of its width being filled up; 32-bit integers. */
  lengths: 'lengths',
  /** How likely each code is, `time steps × lines × codes`. */
  probabilities: 'probabilities',
} as const;

const REPEATED = ['opsets', 'nodes', 'tensors', 'attributes', 'ints', 'dims', 'inputs', 'outputs'];
/** Field numbers of onnx.proto, as far as they are used; floats are 1, integers of 32 and 64 bits 6 and 7. */
const MESSAGES = protobuf.Root.fromJSON({
  nested: {
    Model: messageOf({ irVersion: ['int64', 1], graph: ['Graph', 7], opsets: ['Opset', 8] }),
    Opset: messageOf({ domain: ['string', 1], version: ['int64', 2] }),
    Graph: messageOf({
      nodes: ['Node', 1],
      name: ['string', 2],
      tensors: ['Tensor', 5],
      inputs: ['Value', 11],
      outputs: ['Value', 12],
    }),
    Node: messageOf({ inputs: ['string', 1], outputs: ['string', 2], type: ['string', 4], attributes: ['Attribute', 5] }),
    Attribute: messageOf({ name: ['string', 1], i: ['int64', 3], s: ['bytes', 4], ints: ['int64', 8], type: ['int32', 20] }),
    Tensor: messageOf({ dims: ['int64', 1], type: ['int32', 2], name: ['string', 8], raw: ['bytes', 9] }),
    Value: messageOf({ name: ['string', 1], type: ['Type', 2] }),
    Type: messageOf({ tensor: ['TensorType', 1] }),
    TensorType: messageOf({ element: ['int32', 1], shape: ['Shape', 2] }),
    Shape: messageOf({ dims: ['Dimension', 1] }),
    Dimension: messageOf({ value: ['int64', 1], parameter: ['string', 2] }),
  },
});

function messageOf(fields: Readonly<Record<string, readonly [type: string, id: number]>>): protobuf.IType {
  const entries = Object.entries(fields).map(([name, [type, id]]) => {
    return [name, { type, id, ...(REPEATED.includes(name) && { rule: 'repeated' }) }] as const;
  });
  return { fields: Object.fromEntries(entries) };
}

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const IR_VERSION = 8;
const OPSET_VERSION = 14;

type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** Collects nodes and weights, and names what flows between them. */
class Graph {
  readonly nodes: object[] = [];
  readonly tensors: object[] = [];

  /** @returns the name of the node's first output, or of the one that is asked for */
  node(type: string, inputs: readonly string[], attributes: Attributes = {}, output = 0): string {
    const outputs = Array.from({ length: output + 1 }, (_, index) => `${type}${this.nodes.length}.${index}`);
    this.nodes.push({ type, inputs, outputs, attributes: Object.entries(attributes).map(attributeOf) });
    return outputs[output] ?? '';
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.tensor(FLOAT, dims, values);
  }

  integers(values: readonly number[]): string {
    return this.tensor(INT64, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  private tensor(
    type: number,
    dims: readonly number[],
    { buffer, byteOffset, byteLength }: Float32Array | BigInt64Array,
  ): string {
    const name = `tensor${this.tensors.length}`;
    this.tensors.push({ name, type, dims, raw: new Uint8Array(buffer, byteOffset, byteLength) });
    return name;
  }
}

function attributeOf([name, value]: readonly [string, Attributes[string]]): object {
  // Of an attribute's types, integers are 2, strings 3 and lists of integers 7.
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  return { name, type: 7, ints: value };
}

export function onnxOf({ height, layers }: LineNetwork): Uint8Array {
  const graph = new Graph();
  let flow: string = NAMES.lines;
  let rows = height;
  for (const layer of layers) {
    flow = addLayer(graph, layer, flow, rows);
    if (layer.kind === 'pooling') rows = Math.floor(rows / layer.height);
  }
  graph.nodes.push({ type: 'Identity', inputs: [flow], outputs: [NAMES.probabilities], attributes: [] });
  const model = {
    irVersion: IR_VERSION,
    opsets: [{ domain: '', version: OPSET_VERSION }],
    graph: {
      name: 'lines',
      nodes: graph.nodes,
      tensors: graph.tensors,
      inputs: [describe(NAMES.lines, FLOAT, ['lines', 1, height, 'width']), describe(NAMES.lengths, INT32, ['lines'])],
      outputs: [describe(NAMES.probabilities, FLOAT, ['steps', 'lines', 'codes'])],
    },
  };
  return MESSAGES.lookupType('Model').encode(model).finish();
}

function describe(name: string, element: number, dims: readonly (string | number)[]): object {
  const shape = { dims: dims.map((dim) => (typeof dim === 'number' ? { value: dim } : { parameter: dim })) };
  return { name, type: { tensor: { element, shape } } };
}

/** Images flow as lines × channels × height × width until their columns are summed up, then as steps × lines × features. */
function addLayer(graph: Graph, layer: Layer, flow: string, rows: number): string {
  switch (layer.kind) {
    case 'convolution':
      return graph.node('Tanh', [graph.node('Conv', [flow, ...kernelOf(graph, layer.weights)], { pads: [1, 1, 1, 1] })]);
    case 'pooling': {
      const size = [layer.height, layer.width];
      return graph.node('MaxPool', [flow], { kernel_shape: size, strides: size });
    }
    case 'columns': {
      const columns = graph.node('Transpose', [flow], { perm: [2, 0, 3, 1] });
      const features = graph.integers([layer.lstm.inputs]);
      const each = graph.node('Reshape', [columns, graph.node('Concat', [graph.integers([rows, -1]), features], { axis: 0 })]);
      const last = addLstm(graph, layer.lstm, each, { direction: 'forward' }, 1);
      const linesAndSteps = graph.node('Gather', [graph.node('Shape', [columns]), graph.integers([1, 2])]);
      const shape = graph.node('Concat', [linesAndSteps, graph.integers([layer.lstm.states])], { axis: 0 });
      return graph.node('Transpose', [graph.node('Reshape', [last, shape])], { perm: [1, 0, 2] });
    }
    case 'forwards':
    case 'backwards': {
      const direction = layer.kind === 'forwards' ? 'forward' : 'reverse';
      return graph.node('Squeeze', [addLstm(graph, layer.lstm, flow, { direction }, 0, NAMES.lengths), graph.integers([1])]);
    }
    case 'softmax': {
      const { inputs, outputs, values } = layer.weights;
      const weights = graph.floats([inputs, outputs], part(layer.weights, 0, inputs, 'inputs first'));
      const bias = graph.floats([outputs], part(layer.weights, inputs, inputs + 1));
      if (values.length !== outputs * (inputs + 1)) throw new Error('the network ends with weights of another size');
      return graph.node('Softmax', [graph.node('Add', [graph.node('MatMul', [flow, weights]), bias])], { axis: -1 });
    }
    default:
      return layer satisfies never;
  }
}

const WINDOW = 3;

/** tesseract goes through a window column by column, ONNX row by row. */
function kernelOf(graph: Graph, weights: Weights): readonly string[] {
  const { outputs, inputs, values } = weights;
  const kernel = Float32Array.from({ length: outputs * inputs }, (_, index) => {
    const output = Math.floor(index / inputs);
    const y = Math.floor((index % inputs) / WINDOW);
    return values[output * (inputs + 1) + (index % WINDOW) * WINDOW + y] ?? Number.NaN;
  });
  return [graph.floats([outputs, 1, WINDOW, WINDOW], kernel), graph.floats([outputs], part(weights, inputs, inputs + 1))];
}

function addLstm(
  graph: Graph,
  { inputs, states, gates }: Lstm,
  flow: string,
  attributes: Attributes,
  output: number,
  lengths = '',
) {
  // In the order that ONNX has them.
  const inOrder = [gates.input, gates.output, gates.forget, gates.cell];
  const join = (from: number, to: number) => Float32Array.from(inOrder.flatMap((gate) => [...part(gate, from, to)]));
  const bias = join(inputs + states, inputs + states + 1);
  const weights = [
    graph.floats([1, 4 * states, inputs], join(0, inputs)),
    graph.floats([1, 4 * states, states], join(inputs, inputs + states)),
    // Of its two biases one is enough.
    graph.floats(
      [1, 8 * states],
      Float32Array.from({ length: 8 * states }, (_, index) => bias[index] ?? 0),
    ),
  ];
  return graph.node('LSTM', [flow, ...weights, lengths], { hidden_size: states, ...attributes }, output);
}

/** Some columns of weights, row by row or, `inputs first`, column by column. */
function part({ outputs, inputs, values }: Weights, from: number, to: number, order?: 'inputs first'): Float32Array {
  const columns = to - from;
  return Float32Array.from({ length: outputs * columns }, (_, index) => {
    const output = order === undefined ? Math.floor(index / columns) : index % outputs;
    const column = from + (order === undefined ? index % columns : Math.floor(index / outputs));
    return values[output * (inputs + 1) + column] ?? Number.NaN;
  });
}

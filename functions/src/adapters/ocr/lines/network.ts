/**
 * tesseract's own network for lines of text, read from its language data: what tesseract computes one time step after the other can
 * then be computed for many lines at once. Read from tesseract's own `Network::Serialize` and its kin.
 */

import { type Component, readComponents } from '../traineddata.ts';

/** Fully connected, row by row: for each output its inputs' weights, then its bias. */
export interface Weights {
  readonly outputs: number;
  /** Without the bias. */
  readonly inputs: number;
  readonly values: Float32Array;
}

export interface Lstm {
  readonly inputs: number;
  readonly states: number;
  /** Each sees the inputs, then the states before. */
  readonly gates: { readonly input: Weights; readonly output: Weights; readonly forget: Weights; readonly cell: Weights };
}

/** One line at a time, `height` rows of grey; the other layers in the order of the data. */
export interface LineNetwork {
  readonly height: number;
  readonly layers: readonly Layer[];
}

export type Layer =
  /** Over windows of 3 × 3 pixels, then tanh. */
  | { readonly kind: 'convolution'; readonly weights: Weights }
  | { readonly kind: 'pooling'; readonly width: number; readonly height: number }
  /** From top to bottom; only what it ends with goes on. */
  | { readonly kind: 'columns'; readonly lstm: Lstm }
  | { readonly kind: 'forwards' | 'backwards'; readonly lstm: Lstm }
  | { readonly kind: 'softmax'; readonly weights: Weights };

/** What reads lines in one language or script. */
export interface LineModel {
  readonly network: LineNetwork;
  /** What each output of the network stands for; undefined for the one that stands for nothing. */
  readonly characters: readonly (string | undefined)[];
}

/**
 * @param file a `.traineddata` file
 * @throws when the network is made of other parts than those of the fast models, or takes several codes to a character, as it does
 *   for scripts with thousands of them
 */
export function readLineModel(file: Buffer): LineModel {
  const components = readComponents(file);
  const part = (name: Component): Cursor => {
    const bytes = components.get(name);
    if (bytes === undefined) throw new Error(`the language data has no ${name}`);
    return new Cursor(bytes);
  };
  const cursor = part('lstm');
  const network = readNetwork(cursor);
  cursor.skipText();
  cursor.skip(INT_BYTES * 3);
  const nothing = cursor.int();
  const characters = charactersOf(part('lstm-unicharset'), part('lstm-recoder'));
  return { network, characters: characters.map((character, code) => (code === nothing ? undefined : character)) };
}

const INT_BYTES = 4;
const LONG_BYTES = 8;

class Cursor {
  private offset = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byte(): number {
    return this.bytes.readInt8(this.skip(1));
  }

  int(): number {
    return this.bytes.readInt32LE(this.skip(INT_BYTES));
  }

  double(): number {
    return this.bytes.readDoubleLE(this.skip(LONG_BYTES));
  }

  text(): string {
    const length = this.int();
    const begin = this.skip(length);
    return this.bytes.toString('utf8', begin, begin + length);
  }

  skipText(): void {
    this.skip(this.int());
  }

  /** @returns where what was skipped begins */
  skip(count: number): number {
    const begin = this.offset;
    this.offset += count;
    return begin;
  }
}

/** As the file has them: with containers, and a convolution apart from its weights. */
type Node =
  | { readonly type: 'container'; readonly name: string; readonly children: readonly Node[] }
  | { readonly type: 'input'; readonly height: number }
  | { readonly type: 'window' }
  | { readonly type: 'tanh'; readonly weights: Weights }
  | { readonly type: 'lstm'; readonly lstm: Lstm; readonly isSummary: boolean }
  | (Layer & { readonly type: 'layer' });

const CONTAINERS = ['Series', 'RTLReversed', 'XYTranspose'];
/** Set in a container's flags when a learning rate for each of its parts follows. */
const HAS_RATES = 64;

function readNode(cursor: Cursor): Node {
  if (cursor.byte() !== 0) throw new Error('the network is of an older format');
  const name = cursor.text();
  cursor.skip(2);
  const flags = cursor.int();
  const inputs = cursor.int();
  const outputs = cursor.int();
  cursor.skip(INT_BYTES);
  cursor.skipText();
  if (CONTAINERS.includes(name)) {
    const children = Array.from({ length: cursor.int() }, () => readNode(cursor));
    if ((flags & HAS_RATES) !== 0) cursor.skip(cursor.int() * INT_BYTES);
    return { type: 'container', name, children };
  }
  switch (name) {
    case 'Input': {
      cursor.skip(INT_BYTES);
      const height = cursor.int();
      cursor.skip(INT_BYTES * 3);
      return { type: 'input', height };
    }
    case 'Convolve':
      if (cursor.int() !== 1 || cursor.int() !== 1) throw new Error('the network looks at other windows than 3 × 3');
      return { type: 'window' };
    case 'Maxpool':
      return { type: 'layer', kind: 'pooling', width: cursor.int(), height: cursor.int() };
    case 'LSTM':
    case 'SummLSTM':
      return { type: 'lstm', lstm: readLstm(cursor, inputs, outputs), isSummary: name === 'SummLSTM' };
    case 'Tanh':
      return { type: 'tanh', weights: readWeights(cursor) };
    case 'Softmax':
      return { type: 'layer', kind: 'softmax', weights: readWeights(cursor) };
    default:
      throw new Error(`the network has a part that is not known: ${name}`);
  }
}

function readLstm(cursor: Cursor, inputs: number, states: number): Lstm {
  cursor.skip(INT_BYTES);
  const cell = readWeights(cursor);
  const input = readWeights(cursor);
  const forget = readWeights(cursor);
  const output = readWeights(cursor);
  return { inputs, states, gates: { input, output, forget, cell } };
}

/** Whole numbers of eight bits, and a scale for each output. */
const IS_INTEGER = 1;

function readWeights(cursor: Cursor): Weights {
  if ((cursor.byte() & IS_INTEGER) === 0) throw new Error("the network's weights are no whole numbers");
  const outputs = cursor.int();
  const columns = cursor.int();
  cursor.skip(1);
  const begin = cursor.skip(outputs * columns);
  const scales = Array.from({ length: cursor.int() }, () => cursor.double());
  const values = Float32Array.from({ length: outputs * columns }, (_, index) => {
    return cursor.bytes.readInt8(begin + index) * (scales[Math.floor(index / columns)] ?? Number.NaN);
  });
  return { outputs, inputs: columns - 1, values };
}

function readNetwork(cursor: Cursor): LineNetwork {
  const nodes = leavesOf(readNode(cursor));
  const [first, ...rest] = nodes;
  if (first?.type !== 'input') throw new Error('the network does not begin with its input');
  return { height: first.height, layers: rest.flatMap((node) => layerOf(node)) };
}

type Leaf = Exclude<Node, { type: 'container' }> & { readonly inside?: string };

/** In order; for each the reversing container that it is in. */
function leavesOf(node: Node, inside?: string): Leaf[] {
  if (node.type !== 'container') return [inside === undefined ? node : { ...node, inside }];
  return node.children.flatMap((child) => leavesOf(child, node.name === 'Series' ? inside : node.name));
}

function layerOf(leaf: Leaf): Layer[] {
  switch (leaf.type) {
    case 'window':
      return [];
    case 'tanh':
      return [{ kind: 'convolution', weights: leaf.weights }];
    case 'lstm': {
      if (leaf.isSummary !== (leaf.inside === 'XYTranspose')) throw new Error('the network sums up along lines');
      if (leaf.isSummary) return [{ kind: 'columns', lstm: leaf.lstm }];
      return [{ kind: leaf.inside === 'RTLReversed' ? 'backwards' : 'forwards', lstm: leaf.lstm }];
    }
    case 'layer':
      return [leaf];
    default:
      throw new Error('the network has two inputs');
  }
}

/** By code. */
function charactersOf(unicharset: Cursor, recoder: Cursor): (string | undefined)[] {
  const [count = '0', ...lines] = unicharset.bytes.toString('utf8').split('\n');
  const names = lines.slice(0, Number(count)).map((line) => line.slice(0, line.indexOf(' ')));
  const characters: (string | undefined)[] = [];
  const encoded = recoder.int();
  for (let index = 0; index < encoded; index++) {
    recoder.skip(1);
    const codes = Array.from({ length: recoder.int() }, () => recoder.int());
    const name = names[index] ?? '';
    // What takes several is no character, but the name of nothing.
    if (codes.length > 1 && name.length === 1) throw new Error(`the network takes several codes to the character ${name}`);
    const [code = 0] = codes;
    characters[code] ??= name === BLANK ? ' ' : name;
  }
  return characters;
}

/** What the data calls a blank. */
const BLANK = 'NULL';

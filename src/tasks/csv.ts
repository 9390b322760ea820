/**
 * Points from a CSV file: columns `x` and `y` in any order among others, separated by commas, semicolons or tabs, numbers
 * with a decimal point. Whatever is wrong with a file becomes one sentence for the person who brought it.
 *
 * Read row by row, and not with a library that parses all rows first: a file of ten million rows is refused at the first
 * row too many, and sentences can name the line.
 */
import { standardDeviation } from './task.ts';

/** Most points a task may have: more would make a training step too slow to watch. */
export const MAX_POINTS = 20_000;
/** Files larger than this need not be read at all: no sensible file of MAX_POINTS points reaches it. */
export const MAX_FILE_BYTES = 64 * 2 ** 20;

/** Numbers beyond this, and differences below its inverse, leave the range that 32-bit floats can hold. */
const LARGEST = 1e30;
/** A spread smaller than this part of the values themselves is lost in the rounding to 32-bit floats. */
const SMALLEST_SPREAD = 1e-5;

export interface Points {
  readonly x: number[];
  readonly y: number[];
}

/** A file that does not hold usable points, with one sentence that says what is wrong and what to do. */
export class PointsError extends Error {
  override name = 'PointsError';
}

interface Row {
  readonly cells: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

/** Rows of a CSV text (RFC 4180: quotes may hold separators, line ends and doubled quotes; any line end). */
function* rowsOf(text: string, separator: string): Generator<Row, undefined> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const cells: string[] = [];
    const start = line;
    do {
      if (cells.length > 0) at += 1; // the separator
      let cell = '';
      while (text[at] === '"') {
        const close = text.indexOf('"', at + 1);
        if (close === -1)
          throw new PointsError(`The quote opened in line ${line} is never closed; close or remove it.`);
        const quoted = text.slice(at + 1, close);
        line += quoted.split('\n').length - 1;
        at = close + 1;
        cell += text[at] === '"' ? `${quoted}"` : quoted; // a doubled quote goes on as the next quoted piece
      }
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
      cells.push((cell + text.slice(from, at)).trim());
    } while (text[at] === separator);
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (cells.some((cell) => cell !== '')) yield { cells, line: start };
  }
}

/** Text from a file as it may be shown in a sentence. */
function quote(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?');
  return `"${printable.length > 30 ? `${printable.slice(0, 29)}…` : printable}"`;
}

/** Whether the first line must name the columns, or may be left out when there are just two: x, then y. */
export type HeaderRule = 'required' | 'optional';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

interface Layout {
  /** False when the first row is a point already. */
  readonly header: boolean;
  readonly separator: string;
  readonly x: number;
  readonly y: number;
}

/** Finds the separator and the columns in the first row that is not blank. */
function layoutOf(text: string, wanted: HeaderRule): Layout {
  let found: readonly string[] = [];
  for (const separator of [',', ';', '\t']) {
    const header = rowsOf(text, separator).next().value;
    if (!header) throw new PointsError('The file is empty; it needs a first line "x,y" and then one point per line.');
    const names = header.cells.map((cell) => cell.toLowerCase());
    const [x, y] = [names.indexOf('x'), names.indexOf('y')];
    if (x !== -1 && y !== -1) return { header: true, separator, x, y };
    const plain = header.cells.length === 2 && header.cells.every((cell) => NUMBER.test(cell));
    if (plain && wanted === 'optional') return { header: false, separator, x: 0, y: 1 };
    if (header.cells.length > found.length) found = header.cells;
  }
  const shown = found.slice(0, 5).map(quote).join(', ') + (found.length > 5 ? ` and ${found.length - 5} more` : '');
  throw new PointsError(`The first line must name the columns x and y; it has ${shown}.`);
}

function readCell(name: string, cell: string | undefined, line: number): number {
  if (cell === undefined || cell === '') {
    throw new PointsError(`Line ${line} has no ${name}; every line needs both numbers.`);
  }
  const value = NUMBER.test(cell) ? Number(cell) : NaN;
  if (Math.abs(value) <= LARGEST) return value;
  const hint = /^[+-]?\d*,\d+$/.test(cell)
    ? 'write decimals with a point'
    : `it must be a number from -${LARGEST} to ${LARGEST}`;
  throw new PointsError(`In line ${line}, ${name} is ${quote(cell)}; ${hint}.`);
}

function checkSpread(name: string, values: readonly number[], smallest: number): void {
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  if (low === high) {
    throw new PointsError(`Every ${name} is ${low}; the points need at least two different values of ${name}.`);
  }
  if (!(standardDeviation(values) > smallest * Math.max(Math.abs(low), Math.abs(high)) && high - low > 1 / LARGEST)) {
    throw new PointsError(
      `The values of ${name} differ too little (from ${low} to ${high}); subtract what they have in common, or rescale.`,
    );
  }
}

/**
 * Reads points from the text of a CSV file.
 * @param wanted whether the columns must be named; text that was typed or copied from a sheet often has no names
 * @returns x and y, both of the same length, 2 to MAX_POINTS finite numbers that are not all the same
 * @throws PointsError with one clear sentence when the text does not hold such points
 */
export function parsePoints(text: string, wanted: HeaderRule = 'required'): Points {
  // A byte order mark, which some spreadsheets write.
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary files from text.
  if (/[\0-\x08\x0E-\x1F]/.test(content.slice(0, 10_000))) {
    throw new PointsError('This is not a text file; save the points as CSV in UTF-8 with a first line "x,y".');
  }
  const layout = layoutOf(content, wanted);
  const points: Points = { x: [], y: [] };
  const rows = rowsOf(content, layout.separator);
  if (layout.header) rows.next();
  for (const { cells, line } of rows) {
    if (points.x.length === MAX_POINTS) {
      throw new PointsError(`There are more than ${MAX_POINTS} points; keep at most ${MAX_POINTS} of them.`);
    }
    points.x.push(readCell('x', cells[layout.x], line));
    points.y.push(readCell('y', cells[layout.y], line));
  }
  if (points.x.length < 2) {
    const count = points.x.length === 0 ? 'no points' : 'one point';
    throw new PointsError(`The file has ${count}; it needs at least two below its first line.`);
  }
  checkSpread('x', points.x, 1e-12);
  checkSpread('y', points.y, SMALLEST_SPREAD);
  return points;
}

/** A figure's table as CSV (RFC 4180). */

/** Text, a number, or a number with the text that people see. */
export type CsvCell = string | number | { readonly text: string; readonly value: number };

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

/** Numbers as programs read them: a hyphen for minus, nothing for "no value". */
function plainCell(cell: CsvCell): string {
  if (typeof cell === 'object') return Number.isFinite(cell.value) ? String(cell.value) : '';
  const text = String(cell);
  if (text === '–') return '';
  return /^[+−-]?[\d.]+(e[+−-]?\d+)?$/i.test(text) ? text.replaceAll('−', '-') : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The text of a CSV file: a line of names, then one line per row, each ended by CR LF. */
export function tableCsv({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((row) => `${row.map((cell) => quoted(plainCell(cell))).join(',')}\r\n`).join('');
}

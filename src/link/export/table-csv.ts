/** A figure's table as CSV (RFC 4180). */

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Numbers as programs read them: a hyphen for minus, nothing for "no value". */
function plainCell(cell: string | number): string {
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

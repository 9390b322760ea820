import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePoints } from '../../tasks/csv.ts';
import { tableCsv } from './table-csv.ts';

describe('a table as CSV', () => {
  it('writes signs as programs read them, and nothing where there is no value', () => {
    const table = {
      columns: ['x', 'Predicted change'],
      rows: [
        ['−1.5', '−2.14e−3'],
        ['–', 7],
        ['+0.20', 'm−n'],
      ],
    };
    expect(tableCsv(table)).toBe('x,Predicted change\r\n-1.5,-2.14e-3\r\n,7\r\n+0.20,m−n\r\n');
  });

  it('writes numbers with all their digits where people see fewer', () => {
    const rows = [
      [{ text: '0.33', value: 1 / 3 }],
      [{ text: '–', value: Number.NaN }],
      [{ text: '1e−7', value: 1e-7 }],
    ];
    expect(tableCsv({ columns: ['loss'], rows })).toBe('loss\r\n0.3333333333333333\r\n\r\n1e-7\r\n');
  });

  it('quotes what would break a row', () => {
    expect(tableCsv({ columns: ['a,b', 'say "x"'], rows: [['two\nlines', 'plain']] })).toBe(
      '"a,b","say ""x"""\r\n"two\nlines",plain\r\n',
    );
  });

  it('is read back by the reader of points, whatever the other columns hold', () => {
    const row = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.string(), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 20 }), (rows) => {
        fc.pre(new Set(rows.map(([x]) => x)).size > 1 && new Set(rows.map((cells) => cells[2])).size > 1);
        // Control characters are what tells files from text; a table has none.
        const clean = rows.map(([x, text, y]): [number, string, number] => [x, text.replace(/\p{Cc}/gu, ''), y]);
        const { x, y } = parsePoints(tableCsv({ columns: ['x', 'note', 'y'], rows: clean }));
        expect([x, y]).toEqual([rows.map(([value]) => value), rows.map((cells) => cells[2])]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_POINTS, PointsError, parsePoints } from './csv.ts';
import { taskFromPoints } from './task.ts';

/** The sentence with which a text is refused. */
function refusal(text: string): string {
  try {
    parsePoints(text);
  } catch (error) {
    expect(error).toBeInstanceOf(PointsError);
    return (error as PointsError).message;
  }
  throw new Error('The text was accepted.');
}

const rows = (count: number) => Array.from({ length: count }, (_, k) => `${k},${k % 7}`).join('\n');

describe('reading points', () => {
  it.each([
    ['plain', 'x,y\n1,2\n3,4\n'],
    ['no line end at the end', 'x,y\n1,2\n3,4'],
    ['Windows line ends', 'x,y\r\n1,2\r\n3,4\r\n'],
    ['old Mac line ends', 'x,y\r1,2\r3,4\r'],
    ['semicolons', 'x;y\n1;2\n3;4'],
    ['tabs', 'x\ty\n1\t2\n3\t4'],
    ['a byte order mark', '\uFEFFx,y\n1,2\n3,4'],
    ['capitals and spaces', ' X , Y \n 1 , 2 \n3 , 4'],
    ['other order, other columns', 'name,y,unit,x\na,2,m,1\nb,4,m,3'],
    ['quotes', '"x","y"\n"1","2"\n3,"4"'],
    ['quotes that hold separators, line ends and quotes', 'note,x,y\n"a,""b""\nc",1,2\n"",3,4'],
    ['blank lines, and lines of blanks', '\n\nx,y\n\n1,2\n,\n  \n3,4\n\n'],
    ['other ways to write numbers', 'x,y\n+1,2.\n3e0,.4E1'],
  ])('understands %s', (_, text) => {
    expect(parsePoints(text)).toEqual({ x: [1, 3], y: [2, 4] });
  });

  it('needs no names of columns where they are optional and there are just two', () => {
    for (const text of ['1,2\n3,4', '1\t2\n3\t4\n', ' 1 ; 2 \n3;4', 'y,x\n2,1\n4,3']) {
      expect(parsePoints(text, 'optional')).toEqual({ x: [1, 3], y: [2, 4] });
    }
    for (const text of ['1,2,3\n4,5,6', 'a,b\n1,2', '1 2\n3 4']) {
      expect(() => parsePoints(text, 'optional')).toThrow('The first line must name the columns x and y');
    }
    expect(() => parsePoints('1,2\n3,four', 'optional')).toThrow('In line 2, y is "four"');
  });

  it('gives back what was written, whatever is in the other columns', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0); // no -0
    const table = fc.array(fc.record({ x: number, y: number, note: fc.string({ unit: 'grapheme' }) }), {
      minLength: 2,
    });
    const enclose = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (points, separator, end) => {
        fc.pre(new Set(points.map(({ x }) => Math.round(x))).size > 1);
        fc.pre(new Set(points.map(({ y }) => Math.round(y))).size > 1);
        const lines = points.map(({ x, y, note }) => [enclose(note), y, x].join(separator));
        const text = [['note', 'y', 'x'].join(separator), ...lines].join(end);
        try {
          expect(parsePoints(text)).toEqual({ x: points.map(({ x }) => x), y: points.map(({ y }) => y) });
        } catch (error) {
          // The only way to refuse these: y far from 0 and all alike.
          expect(String(error)).toContain('differ too little');
        }
      }),
    );
  });

  it('accepts exactly as many points as a task may have', () => {
    expect(parsePoints(`x,y\n${rows(MAX_POINTS)}`).x).toHaveLength(MAX_POINTS);
  });

  it('makes points from which every task is finite', () => {
    const extreme = fc.oneof(
      fc.double({ min: -1e30, max: 1e30, noNaN: true }),
      fc.double({ min: -1e-25, max: 1e-25, noNaN: true }),
      fc.constantFrom(0, 5e-324, 1e30, 1, 1 + Number.EPSILON),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(extreme, extreme), { minLength: 2, maxLength: 6 }), (pairs) => {
        const text = ['x,y', ...pairs.map((pair) => pair.join(','))].join('\n');
        try {
          const { x, y } = parsePoints(text);
          const { data } = taskFromPoints(x, y);
          expect([...data.inputs, ...data.targets].every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PointsError);
        }
      }),
    );
  });
});

describe('refusing points', () => {
  it.each([
    ['an empty file', '', 'The file is empty; it needs a first line "x,y" and then one point per line.'],
    ['a blank file', ' \n\r\n', 'The file is empty; it needs a first line "x,y" and then one point per line.'],
    ['no header', '1,2\n3,4', 'The first line must name the columns x and y; it has "1", "2".'],
    ['no y', 'x;z\n1;2', 'The first line must name the columns x and y; it has "x", "z".'],
    [
      'many columns',
      'a,b,c,d,e,f,g\n1,2,3,4,5,6,7',
      'The first line must name the columns x and y; it has "a", "b", "c", "d", "e" and 2 more.',
    ],
    ['no points', 'x,y\n', 'The file has no points; it needs at least two below its first line.'],
    ['one point', 'x,y\n1,2\n', 'The file has one point; it needs at least two below its first line.'],
    ['text', 'x,y\n1,2\n3,four', 'In line 3, y is "four"; it must be a number from -1e+30 to 1e+30.'],
    ['NaN', 'x,y\n1,2\n\nNaN,4', 'In line 4, x is "NaN"; it must be a number from -1e+30 to 1e+30.'],
    ['Infinity', 'x,y\n1,-Infinity', 'In line 2, y is "-Infinity"; it must be a number from -1e+30 to 1e+30.'],
    ['overflow', 'x,y\n1,1e999', 'In line 2, y is "1e999"; it must be a number from -1e+30 to 1e+30.'],
    ['hexadecimal', 'x,y\n0x10,1', 'In line 2, x is "0x10"; it must be a number from -1e+30 to 1e+30.'],
    ['decimal commas', 'x;y\n1,5;2', 'In line 2, x is "1,5"; write decimals with a point.'],
    ['an empty cell', 'x,y\n1,\n', 'Line 2 has no y; every line needs both numbers.'],
    ['a short line', 'y,x\n1\n', 'Line 2 has no x; every line needs both numbers.'],
    [
      'the line after a quoted line end',
      'n,x,y\n"a\nb",1,2\nc,3,?',
      'In line 4, y is "?"; it must be a number from -1e+30 to 1e+30.',
    ],
    ['constant y', 'x,y\n1,5\n2,5', 'Every y is 5; the points need at least two different values of y.'],
    ['constant x', 'x,y\n3,1\n3,5', 'Every x is 3; the points need at least two different values of x.'],
    [
      'y that rounding makes constant',
      'x,y\n1,1000000\n2,1000001',
      'The values of y differ too little (from 1000000 to 1000001); subtract what they have in common, or rescale.',
    ],
    ['an open quote', 'x,y\n1,2\n"3,4', 'The quote opened in line 3 is never closed; close or remove it.'],
    [
      'binary data',
      '\x7fELF\x02\x01\0\0,\n',
      'This is not a text file; save the points as CSV in UTF-8 with a first line "x,y".',
    ],
    ['UTF-16', 'x\0,\0y\0\n\0', 'This is not a text file; save the points as CSV in UTF-8 with a first line "x,y".'],
  ])('says what is wrong with %s', (_, text, sentence) => {
    expect(refusal(text)).toBe(sentence);
  });

  it('stops at the first row too many, long before the end of the file', () => {
    const text = `x,y\n${rows(MAX_POINTS + 1)}\n${'1,2\n'.repeat(10_000_000)}`;
    const start = performance.now();
    expect(refusal(text)).toBe(`There are more than ${MAX_POINTS} points; keep at most ${MAX_POINTS} of them.`);
    // Reading all of it takes seconds.
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('never fails in another way, and always says one sentence', () => {
    const piece = fc.constantFrom(
      'x',
      'y',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '"',
      '1',
      '-2.5',
      'e',
      ' ',
      '\uFFFD',
      '\u2028',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            parsePoints(text);
          } catch (error) {
            expect(error).toBeInstanceOf(PointsError);
            expect((error as PointsError).message).toMatch(/^[^\n\r]{10,300}\.$/);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { runFile } from '../runs/file.ts';
import { readOpenedFile } from './read-file.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (name: string, text: string) => readOpenedFile(name, bytesOf(text));

function refusal(name: string, content: string | Uint8Array): string {
  try {
    readOpenedFile(name, typeof content === 'string' ? bytesOf(content) : content);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The file was accepted.');
}

const RUN = JSON.stringify(runFile(SMALL_RECIPE, 'plain', await recordRun(SMALL_RECIPE)));
const OPENS = 'Here opens a run saved with “Save run”, or points as CSV.';

describe('a file that is opened', () => {
  it('is a run or points by what is in it, whatever it is called', () => {
    expect(read('a.json', RUN)).toMatchObject({ kind: 'run', run: { recipe: { seed: SMALL_RECIPE.seed } } });
    expect(read('a.txt', ` \n${RUN}`)).toMatchObject({ kind: 'run' });
    expect(read('a.csv', 'x,y\n1,2\n3,4\n')).toEqual({
      kind: 'points',
      given: { name: 'a.csv', x: [1, 3], y: [2, 4] },
    });
    const latin = Uint8Array.from('Größe,x,y\n1,1,2\n2,3,4\n', (letter) => letter.charCodeAt(0));
    expect(readOpenedFile('a.csv', latin)).toMatchObject({ kind: 'points', given: { y: [2, 4] } });
    expect(read('a', '\uFEFFx,y\n1,2\n3,4\n')).toMatchObject({ kind: 'points', given: { x: [1, 3] } });
  });

  it('is runs on images by its first line, whatever its version and name', () => {
    // A line of JSON, and then bytes.
    const checkpoint = [...bytesOf('{"format":"firefly-lab/image-checkpoint@2"}\n'), 0, 255, 128];
    for (const name of ['a.checkpoint', 'a.json']) {
      expect(readOpenedFile(name, Uint8Array.from(checkpoint))).toEqual({ kind: 'image-runs' });
    }
  });

  it('that is no text is named for what it is', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
    expect(refusal('picture.png', png)).toBe(`picture.png is a picture. ${OPENS}`);
    expect(refusal('picture.csv', png)).toBe(`picture.csv is a picture. ${OPENS}`);
    expect(refusal('sheet.xlsx', bytesOf('PK\x03\x04...'))).toContain('sheet.xlsx is a zip archive or an Excel sheet.');
    expect(refusal('a.csv', Uint8Array.of(0xff, 0xfe, 0x78, 0))).toMatch(/^a\.csv is text in UTF-16; save it in UTF-8/);
    for (const bytes of [
      [0x78, 0, 0x79],
      [0x78, 0x1b],
    ]) {
      expect(refusal('x.dat', Uint8Array.from(bytes))).toBe(`x.dat is not text. ${OPENS}`);
    }
  });

  it('with something wrong in it is named in the sentence', () => {
    expect(refusal('notjson.json', 'xx')).toBe(
      'notjson.json is not a run file: it is not JSON. Open a file saved with "Save run".',
    );
    expect(refusal('notes.txt', 'xx')).toBe('notes.txt: The first line must name the columns x and y; it has "xx".');
    expect(refusal('empty.csv', '')).toMatch(/^empty\.csv: The file is empty;/);
    expect(refusal('list.json', '[1, 2]')).toMatch(/^list\.json is not a run file: its format is not/);
    expect(refusal('cut.json', RUN.replace('"loss":', '"lost":'))).toMatch(
      /^The run file cut\.json is damaged: events/,
    );
  });

  it('that another part of the lab wrote is told for what it is and where it is of use', () => {
    const figure = { format: 'firefly-lab/figure@1', figure: '3a' };
    for (const content of [figure, [figure, figure], { figure: '3a', format: figure.format }]) {
      expect(refusal('runs.json', JSON.stringify(content))).toBe(
        `runs.json holds the runs of a figure, as numbers for analyses of your own; no page opens it again. ${OPENS}`,
      );
    }
    const result = JSON.stringify({ format: 'firefly-lab/experiment@1', experiment: 'images' });
    expect(refusal('firefly-images-pocket-firefly-0.json', `${result}\n`)).toMatch(
      /^firefly-images-pocket-firefly-0\.json is the result of an experiment; “npm run experiment -- merge/,
    );
    expect(refusal('other.json', '{"format":"firefly-lab/run@7"}')).toContain('but "firefly-lab/run@7"');
  });
});

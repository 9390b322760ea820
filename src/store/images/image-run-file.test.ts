import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packCheckpoint, readCheckpoint } from '../../experiments/image-checkpoint-file.ts';
import {
  closeLabs,
  kept,
  moment,
  notices,
  numbers,
  openBrowser,
  openLab,
  own,
  recipe,
  stored,
  until,
  whole,
} from './image-lab-fixture.ts';
import { imageRunFile, readImageRuns } from './image-run-file.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

const NAME = 'run.checkpoint';

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The file of a run that, as if by the processor's kernels (tests have plain loops), was cancelled after so many epochs of its first phase, or of one that is over. */
async function fileOf(epochs: number): Promise<Uint8Array> {
  const lab = await openLab();
  lab.train();
  if (epochs > 2) await until(() => own(lab)?.status === 'finished');
  else {
    await until(() => own(lab)?.state?.epoch === epochs);
    lab.cancel();
  }
  const bytes = joined(imageRunFile({ ...own(lab)!, kinds: ['cpu'] }));
  lab.dispose();
  openBrowser();
  return bytes;
}
const runsIn = (bytes: Uint8Array) => readImageRuns(bytes, NAME, 1000);

describe('a run as a file', () => {
  it.each([1, 2])('that is not over opens where it was, and goes on to the same numbers (epoch %i)', async (epochs) => {
    const bytes = await fileOf(epochs);
    const lab = await openLab();
    await lab.openRuns({ name: NAME, runs: runsIn(bytes) });
    expect(moment(lab)).toBe(`1 train ${epochs}`);
    expect(own(lab)).toMatchObject({ status: 'kept', kinds: ['cpu'], threads: [1], isKept: true });
    expect(own(lab)!.current!.channels.length).toBeGreaterThan(0);
    lab.setState(({ own }) => ({ own: { ...own!, kinds: ['plain'] } }));
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
  });

  it('is the checkpoint of the command line', async () => {
    const { recipe: about, engine, finished, running } = readCheckpoint(await fileOf(1), NAME, 10);
    expect(about).toMatchObject({ experiment: 'images', preset: 'tiny', method: 'net2net', seeds: [0] });
    expect({ engine, finished, seeds: [...running.keys()] }).toEqual({ engine: 'cpu', finished: [], seeds: [0] });
    expect(running.get(0)!.epoch).toBe(1);
  });

  it('that is over holds what was measured, can be played, and is among the kept ones', async () => {
    const bytes = await fileOf(Infinity);
    const lab = await openLab({ results: stored });
    await lab.openRuns({ name: NAME, runs: runsIn(bytes) });
    expect(own(lab)?.status).toBe('finished');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    lab.play();
    expect(lab.getState().playing).toBe(true);
    expect((await kept.list()).map(({ recipe }) => recipe)).toEqual([recipe]);
  });

  it('does not take the place of the same run that has come further, or is being computed', async () => {
    const bytes = await fileOf(1);
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.state?.epoch === 2);
    await lab.openRuns({ name: NAME, runs: runsIn(bytes) });
    expect(notices.at(-1)).toBe('The run of run.checkpoint is being computed here; cancel that to open the file.');
    await until(() => own(lab)?.status === 'finished' && own(lab)?.isKept === true);
    await lab.openRuns({ name: NAME, runs: runsIn(bytes) });
    expect(notices.at(-1)).toMatch(/^run\.checkpoint holds a run that has come further here \(net2net, preset tiny/);
    expect(own(lab)?.status).toBe('finished');
    expect((await kept.list())[0]!.finished).toHaveLength(2);
  });

  it('of a command with several seeds opens as several runs', async () => {
    const checkpoint = readCheckpoint(await fileOf(1), NAME, 10);
    const both = {
      ...checkpoint,
      recipe: { ...checkpoint.recipe, seeds: [0, 1] },
      finished: [{ seed: 1, phases: whole }],
    };
    const lab = await openLab();
    await lab.openRuns({ name: NAME, runs: runsIn(joined(packCheckpoint(both))) });
    expect(moment(lab)).toBe('1 train 1');
    expect(notices.at(-1)).toBe('run.checkpoint holds 2 runs; the others are in “Your runs”.');
    expect((await kept.list()).map(({ recipe, state }) => [recipe.seed, state !== undefined]).sort()).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  it('there is none of before the first epoch is over, or where the file could not say how it came about', async () => {
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.images !== undefined);
    const run = own(lab)!;
    expect(() => imageRunFile({ ...run, state: undefined })).toThrow('once its first epoch is over');
    await until(() => own(lab)?.status === 'finished');
    const over = own(lab)!;
    expect(() => imageRunFile({ ...over, settings: undefined })).toThrow('older version');
    expect(() => imageRunFile({ ...over, kinds: ['cpu', 'webgpu'] })).toThrow('one engine');
    expect(() => imageRunFile({ ...over, kinds: ['plain'] })).toThrow('one engine');
  });

  it('that is damaged is refused with a sentence that names it, whatever is wrong', async () => {
    const files = [await fileOf(1), await fileOf(Infinity)];
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), fc.nat(255), fc.boolean(), (which, place, byte, cut) => {
        const bytes = files[which]!.slice();
        const at = place % bytes.length;
        const wrong = cut ? bytes.subarray(0, at) : bytes;
        if (!cut) bytes[at] = byte;
        try {
          for (const run of runsIn(wrong)) expect(run.recipe.preset).toBe('tiny');
        } catch (error) {
          expect((error as Error).message).toMatch(/^run\.checkpoint /);
        }
      }),
      { numRuns: 300 },
    );
    const text = new TextDecoder().decode(files[1]);
    const broken = (from: string, to: string) => () => runsIn(new TextEncoder().encode(text.replace(from, to)));
    expect(broken('"origins":"i', '"origins":"q')).toThrow('run.checkpoint is damaged:');
    expect(broken('"predictions":[', '"predictions":[99,')).toThrow(
      'run.checkpoint is damaged: A prediction is no class',
    );
    expect(broken('"dataset":"CIFAR-10"', '"dataset":"MNIST"')).toThrow('run.checkpoint is a run on MNIST');
  });
});

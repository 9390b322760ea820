import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeLabs, named, openBrowser, openLab, own, stored, until } from './image-lab-fixture.ts';
import type { OwnRun } from './image-lab-state.ts';
import { runCommand } from './run-command.ts';

// Results are stored of presets that take minutes; here, as if they were of the smallest.
vi.mock('../../experiments/image-figures.ts', async (original) => {
  const figures = await original<typeof import('../../experiments/image-figures.ts')>();
  return { ...figures, IMAGE_FIGURES: [{ ...figures.IMAGE_FIGURES[0], preset: 'tiny' }] };
});

beforeEach(openBrowser);
afterEach(closeLabs);

const PLAIN = 'npm run experiment -- images --preset tiny --method net2net --seeds 0 --epochs 2 --out result.json';
const withOption = (option: string) => PLAIN.replace(' --out', ` ${option} --out`);

/** A finished run, as if it had been computed like this. */
async function finished(computed: Partial<Pick<OwnRun, 'kinds' | 'threads' | 'settings'>> = {}) {
  const lab = await openLab();
  lab.play();
  await until(() => own(lab)?.status === 'finished');
  lab.setState({ own: { ...own(lab)!, kinds: ['cpu'], threads: [1], ...computed } });
  return runCommand(lab.getState());
}

describe('the command that repeats a run', () => {
  it('of the processor needs no word about it', async () => {
    expect(await finished()).toEqual({ command: PLAIN, notes: [] });
  });

  it('of WebGPU or of two threads asks for them', async () => {
    const webgpu = await finished({ kinds: ['webgpu'] });
    expect(webgpu.command).toBe(withOption('--engine webgpu'));
    expect(webgpu.notes.join(' ')).toMatch(/npm package “webgpu”/);
    expect(await finished({ threads: [2] })).toEqual({ command: withOption('--threads 2'), notes: [] });
  });

  it('is honest where none repeats it to the digit', async () => {
    const notes = async (...of: Parameters<typeof finished>) => (await finished(...of)).notes.join(' ');
    expect(await notes({ kinds: ['plain'] })).toMatch(/^Plain loops computed this run/);
    expect(await notes({ threads: [1, 2] })).toMatch(/^One thread computed a part/);
    expect(await notes({ kinds: ['webgpu', 'cpu'] })).toMatch(/^Several engines computed this run/);
    expect(await notes({ kinds: [] })).toMatch(/without saying what computed it/);
    expect(await notes({ settings: undefined })).toMatch(/older version of the page kept this run/);
  });

  it('of a stored run says what computed it', async () => {
    const engine = (name: string) => ({ ...stored, manifest: { ...stored.manifest, engine: name } });
    for (const [name, command] of [
      ['wasm', PLAIN],
      ['wasm, 2 threads', withOption('--threads 2')],
      ['webgpu', withOption('--engine webgpu')],
    ] as const) {
      const lab = await openLab({ results: engine(name) });
      lab.setEngine('webgpu');
      expect(runCommand(lab.getState()).command).toBe(command);
    }
  });

  it('before there is a run is of the one that would be trained', async () => {
    const lab = await openLab();
    lab.setThreads(2);
    expect(runCommand(lab.getState()).command).toBe(withOption('--threads 2'));
    lab.setEngine('webgpu');
    expect(runCommand(lab.getState()).command).toBe(withOption('--engine webgpu'));
    lab.setEngine('auto');
    lab.setThreads(1);
    await lab.takeFiles([named('test_batch.bin', 200), named('data_batch_1.bin', 400)]);
    expect(runCommand(lab.getState()).command).toBe(withOption('--train data_batch_1.bin --test test_batch.bin'));
  });

  it('of a run on the visitor’s files names them, also when others are there now', async () => {
    const lab = await openLab();
    await lab.takeFiles([named('data_batch_1.bin', 200), named('data_batch_2.bin', 200), named('test_batch.bin', 200)]);
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    lab.takeStoredImages();
    const { command, notes } = runCommand(lab.getState());
    expect(command).toBe(withOption('--train images --test images'));
    expect(notes.join(' ')).toContain(
      'First put data_batch_1.bin, data_batch_2.bin, test_batch.bin into a folder “images” of the project, without others.',
    );
  });
});

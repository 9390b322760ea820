import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordedSettings } from '../../runs/images/recorded-settings.ts';
import { otherSettings } from './going-on.ts';
import {
  closeLabs,
  keepNothing,
  kept,
  notices,
  numbers,
  openBrowser,
  openLab,
  own,
  recipe,
  soon,
  until,
  whole,
  workers,
} from './image-lab-fixture.ts';
import { imageResultOf } from './image-result.ts';
import { MOST_KEPT, openKeptImageRuns, readKept } from './kept-image-runs.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

describe('kept runs', () => {
  const run = (seed: number, savedAt: number) => ({
    id: `tiny net2net ${seed}`,
    recipe: { ...recipe, seed },
    settings: recordedSettings(recipe),
    engine: 'auto' as const,
    images: { dataset: 'CIFAR-10', sha256: '' },
    savedAt,
    seconds: 1,
    finished: whole,
  });

  const currentPhase = {
    epoch: 1,
    epochLosses: [1],
    parameters: 1,
    multiplyAdds: 1,
    widths: [],
    channels: [],
    scores: [],
    trainSeconds: 1,
  };

  it('are the newest eight, and survive', async () => {
    for (let k = 0; k < MOST_KEPT + 3; k += 1) expect(await kept.keep(run(k, k))).toBe(true);
    const found = await openKeptImageRuns().list();
    expect(found.map(({ recipe }) => recipe.seed)).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
    expect(found[0]).toEqual(run(10, 10));
  });

  it('that are damaged, or of a recipe that cannot be, are left out', () => {
    expect(readKept(run(1, 1))).toEqual(run(1, 1));
    expect(readKept({ ...run(1, 1), current: currentPhase })).toBeDefined();
    for (const change of [
      { recipe: { ...recipe, method: 'magic' } },
      { recipe: { ...recipe, changes: { epochs: 0 } } },
      { finished: whole.slice(1) }, // not over, and no state to go on from
      { finished: [{ ...whole[0], testAccuracy: 2 }] },
      { engine: 'steam' },
      { current: { ...currentPhase, epoch: 2 } },
    ]) {
      expect(readKept({ ...run(1, 1), ...change })).toBeUndefined();
    }
    expect(readKept(undefined)).toBeUndefined();
  });

  it('are deleted and brought back as they were, also the one on screen', async () => {
    for (const [seed, savedAt] of [
      [0, 3],
      [1, 2],
      [2, 1],
    ] as const) {
      await kept.keep(run(seed, savedAt));
    }
    const lab = await openLab();
    const seeds = () => lab.getState().kept.map((one) => one.recipe.seed);
    expect(own(lab)?.status).toBe('finished');
    lab.deleteKept('tiny net2net 0');
    expect(seeds()).toEqual([1, 2]);
    expect(own(lab)).toBeUndefined();
    await soon();
    expect((await kept.list()).map((one) => one.recipe.seed)).toEqual([1, 2]);
    await lab.putBack();
    expect(seeds()).toEqual([0, 1, 2]);
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    expect((await kept.list())[0]).toEqual(run(0, 3));
    expect(lab.getState().deleted).toBeUndefined();
    // One that is not on screen takes nothing from it; and after the end of undo nothing comes back.
    lab.deleteKept('tiny net2net 1');
    expect(own(lab)?.status).toBe('finished');
    lab.endUndo();
    await lab.putBack();
    expect(seeds()).toEqual([0, 2]);
  });

  it('go on only under the settings that they began with, and can be begun anew', async () => {
    const first = await openLab();
    first.train();
    await until(() => own(first)?.current?.epoch === 1 && own(first)?.isKept === true);
    first.dispose();
    await soon();
    const [begun] = await kept.list();
    expect(begun?.settings).toEqual(recordedSettings(recipe));
    const { settings, ...older } = begun!;
    for (const [run, why] of [
      [
        { ...begun!, settings: { ...settings, scoreBatches: 5 } },
        /began with scoreBatches 5, where the page now takes 2,/,
      ],
      [older, /^An older version of the page kept this run without its settings, .+ begin it anew\.$/],
    ] as const) {
      await kept.keep(run);
      const lab = await openLab();
      expect(own(lab)?.status).toBe('kept');
      const asked = workers.length;
      lab.train();
      await soon();
      expect([own(lab)?.status, workers.length]).toEqual(['kept', asked]);
      expect(notices.at(-1)).toMatch(why);
      lab.start();
      await until(() => own(lab)?.status === 'finished');
      expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
      await soon();
      expect((await kept.list())[0]?.settings).toEqual(recordedSettings(recipe));
    }
  });

  it('that are over are looked at whatever was changed since, and say so', async () => {
    const [phase] = whole;
    const settings = { ...recordedSettings(recipe), phases: 3, batch: 50 };
    await kept.keep({ ...run(0, 1), settings, finished: [phase!, phase!, phase!] });
    const lab = await openLab();
    expect(own(lab)).toMatchObject({ status: 'finished', phases: 3, epochs: 2 });
    expect(otherSettings(own(lab)!)).toBe('Made with phases 3; trained again, it takes 2.');
    lab.look('own');
    // As many steps as it took: 3 phases of 2 epochs of 4 batches.
    expect(imageResultOf(lab.getState())).toMatchObject({ settings, networkSteps: 24 });
    const { settings: _, ...older } = run(0, 1);
    expect(otherSettings({ ...own(lab)!, settings: undefined })).toMatch(
      /^An older version of the page kept this run, wi/,
    );
    expect(readKept(older)).toEqual(older);
    expect(readKept({ ...run(0, 1), settings, finished: [] })).toBeUndefined();
  });

  it('are not deleted while they are computed', async () => {
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.isKept === true);
    lab.pause();
    const { id } = own(lab)!;
    lab.deleteKept(id!);
    expect(lab.getState().kept.length).toBe(1);
    expect(own(lab)?.status).toBe('paused');
  });

  it('where nothing can be kept: an empty list, and a run that is told so', async () => {
    keepNothing();
    expect(await kept.list()).toEqual([]);
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.isKept).toBe(false);
    expect(notices).toEqual([expect.stringMatching(/does not let the page keep runs/)]);
  });
});

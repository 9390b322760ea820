import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageLab } from './image-lab.ts';
import {
  closeLabs,
  kept,
  named,
  notices,
  openBrowser,
  openLab,
  own,
  recipe,
  soon,
  until,
} from './image-lab-fixture.ts';
import { imagesOnScreen, otherImagesOnScreen, otherImagesText, testImagesOf, usesFiles } from './run-images.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

const FILES = [named('data_batch_1.bin', 400), named('test_batch.bin', 200)];
const OTHERS = [named('data_batch_2.bin', 500), named('test_batch.bin', 300)];

const finish = async (lab: ImageLab) => {
  await until(() => own(lab)?.status === 'finished' && own(lab)?.isKept === true);
};

/** A run on the visitor's files, in a page that is closed then. */
async function trainedOnFiles(): Promise<void> {
  const lab = await openLab();
  await lab.takeFiles(FILES);
  lab.play();
  await finish(lab);
  expect(imagesOnScreen(lab.getState())).toBe('same');
  expect(testImagesOf(lab.getState())).toBe(lab.getState().images.sets.test);
  lab.dispose();
}

describe('test images are shown beside what a network saw in them, and in no others', () => {
  it('a run on the images that come along is beside them, at once and after a reload', async () => {
    const lab = await openLab();
    lab.play();
    await until(() => (own(lab)?.current?.epoch ?? 0) === 1);
    expect(imagesOnScreen(lab.getState())).toBe('same');
    await finish(lab);
    expect(own(lab)!.images).not.toHaveProperty('files');
    lab.dispose();
    const later = await openLab();
    await until(() => imagesOnScreen(later.getState()) === 'same');
    expect(testImagesOf(later.getState())).toBeDefined();
    expect(otherImagesOnScreen(later.getState())).toBeUndefined();
    expect(usesFiles(later.getState())).toBe(false);
  });

  it('a kept run on files has none after a reload, says which it used, and has them when they are dropped again', async () => {
    await trainedOnFiles();
    const lab = await openLab();
    expect(own(lab)?.status).toBe('finished');
    // Not before they were compared.
    expect(testImagesOf(lab.getState())).toBeUndefined();
    await until(() => imagesOnScreen(lab.getState()) === 'other');
    expect(testImagesOf(lab.getState())).toBeUndefined();
    expect(otherImagesOnScreen(lab.getState())).toBe(
      'This run used your CIFAR-10 files data_batch_1.bin and test_batch.bin; drop those files here to see its images.',
    );
    expect(usesFiles(lab.getState())).toBe(true);
    await lab.takeFiles(FILES);
    await until(() => imagesOnScreen(lab.getState()) === 'same');
    expect(testImagesOf(lab.getState())?.count).toBe(200);
  });

  it('a finished run has none when other files are dropped, nor when they have the same names', async () => {
    const lab = await openLab();
    lab.play();
    await finish(lab);
    await lab.takeFiles(OTHERS);
    expect(testImagesOf(lab.getState())).toBeUndefined();
    await until(() => imagesOnScreen(lab.getState()) === 'other');
    expect(otherImagesOnScreen(lab.getState())).toMatch(/^This run did not use your files; “Back to CIFAR-10”/);
    lab.takeStoredImages();
    await until(() => imagesOnScreen(lab.getState()) === 'same');
    lab.discard();
    await lab.takeFiles(FILES);
    lab.play();
    await finish(lab);
    await lab.takeFiles([named('data_batch_1.bin', 401), named('test_batch.bin', 200)]);
    await until(() => imagesOnScreen(lab.getState()) === 'same'); // the same first images are used
    const bytes = new Uint8Array(await FILES[1]!.arrayBuffer());
    bytes[5]! ^= 1;
    await lab.takeFiles([FILES[0]!, new File([bytes], 'test_batch.bin')]);
    await until(() => imagesOnScreen(lab.getState()) === 'other');
  });

  it('files with too few images for the run are others', async () => {
    const lab = await openLab();
    lab.play();
    await finish(lab);
    const { images } = lab.getState();
    lab.setState({
      images: { ...images, source: 'files', sets: { ...images.sets, train: images.sets.test! }, fingerprints: {} },
    });
    await until(() => imagesOnScreen(lab.getState()) === 'other');
  });

  it('a run that an older version kept without the names of files says so in general', () => {
    const used = { dataset: 'CIFAR-100', sha256: '' };
    expect(otherImagesText(used, 'stored')).toMatch(/^This run used other CIFAR-100 images .* drop the files/);
  });
});

describe('of several kept runs of a recipe', () => {
  it('that of the images that are there is shown, and each that is chosen', async () => {
    const lab = await openLab();
    lab.play();
    await finish(lab);
    await lab.takeFiles(FILES);
    lab.start();
    await finish(lab);
    // The first used other images, so it was not begun anew.
    expect((await kept.list()).length).toBe(2);
    lab.dispose();
    const later = await openLab();
    expect(own(later)!.images).not.toHaveProperty('files');
    await later.takeFiles(FILES);
    expect(own(later)!.images).toMatchObject({ files: ['data_batch_1.bin', 'test_batch.bin'] });
    later.takeStoredImages();
    expect(own(later)!.images).not.toHaveProperty('files');
    const onFiles = later.getState().kept.find(({ images }) => images.files)!;
    later.showKept(onFiles);
    expect(own(later)!.id).toBe(onFiles.id);
    await until(() => imagesOnScreen(later.getState()) === 'other');
    expect(notices.every((text) => !/other images/.test(text))).toBe(true);
  });

  it('one that could not be kept stays on screen when files are dropped', async () => {
    await trainedOnFiles();
    const lab = await openLab();
    lab.discard();
    await soon();
    expect(await kept.list()).toEqual([]);
    await lab.open(recipe);
    lab.play();
    await finish(lab);
    lab.setState({ own: { ...own(lab)!, isKept: false } });
    const { id } = own(lab)!;
    await lab.takeFiles(FILES);
    expect(own(lab)!.id).toBe(id);
  });
});

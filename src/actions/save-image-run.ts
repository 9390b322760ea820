/** Saves an image run of the visitor's as a file that opens again. Loaded when first used. */
import { saveAs } from '../link/export/save-as.ts';
import type { OwnRun } from '../store/images/image-lab-state.ts';
import { imageRunFile } from '../store/images/image-run-file.ts';

/** @throws Error with one sentence */
export function saveImageRun(own: OwnRun): void {
  const { preset, method, seed } = own.recipe;
  const parts = imageRunFile(own) as Uint8Array<ArrayBuffer>[];
  saveAs(`firefly-images-${preset}-${method}-seed-${seed}.checkpoint`, new Blob(parts));
}

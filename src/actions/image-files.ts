/** Files of the page "Images": those that are dropped on it, and the result of a run. */
import type { ImageLab } from '../store/images/image-lab.ts';

/** Lets files of images be dropped anywhere on the page. Returns a function that stops it. */
export function acceptImageFiles(lab: ImageLab): () => void {
  const drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    // A run or a table of points opens where it belongs, as from every page.
    if (files.length === 0 || files.some(({ name }) => /\.(json|csv|txt|checkpoint)$/i.test(name))) return;
    event.preventDefault();
    event.stopPropagation();
    void lab.takeFiles(files);
  };
  document.addEventListener('drop', drop, { capture: true });
  return () => document.removeEventListener('drop', drop, { capture: true });
}

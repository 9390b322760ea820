/** What a preset that needs more images than there are asks for. */
import type { ReactNode } from 'react';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import { countsText, isForGpu, isShortOfImages, officialFiles } from '../../store/images/needed-images.ts';
import { useImages } from './image-context.ts';

/** `a, b and c`, each as it is typed. */
function FileNames({ names }: { names: readonly string[] }): ReactNode {
  return names.map((name, k) => (
    <span key={name}>
      {k > 0 && (k === names.length - 1 ? ' and ' : ', ')}
      <code>{name}</code>
    </span>
  ));
}

export function NeededImages() {
  const recipe = useImages((state) => state.recipe);
  const isFiles = useImages(({ images }) => images.source === 'files');
  const isShort = useImages(isShortOfImages);
  if (!isShort) return null;
  const counts = settingsOf(recipe);
  return (
    <div className="note images-needed">
      <p>
        This preset needs more images than {isFiles ? 'your files have' : 'come along'}: {countsText(counts)}.
        {isForGpu(counts) && ' It is meant for a GPU.'} Drop <FileNames names={officialFiles(counts)} /> of CIFAR-10’s
        binary version on the page.
      </p>
      <p>
        <code>npm run data -- cifar10</code> puts them into <code>data/cifar10</code>; the command in “Share” then
        trains on them without a browser.
      </p>
    </div>
  );
}

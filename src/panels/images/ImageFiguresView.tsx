/** Figure 4 of the page "Figures": accuracy against size, seconds per growth, and depth, from the stored results. */
import { formatCount } from '../../charts/numbers.ts';
import { IMAGE_FIGURES, type ImageFigure } from '../../experiments/image-figures.ts';
import type { StoredImageFigure } from '../../experiments/image-results.ts';
import { type FigureCaption, fileNamePart } from '../../link/export/caption.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { AccuracyFigure } from './AccuracyFigure.tsx';
import type { MethodRuns } from './accuracy-curves.ts';
import { GrowthTimesFigure } from './GrowthTimesFigure.tsx';
import { type StoredFigure, useStoredFigures } from './stored-figures.ts';

/** The stored runs of a figure's methods, in the order of its legend. */
export function methodRuns(figure: ImageFigure, { methods }: StoredImageFigure): MethodRuns[] {
  return figure.methods.flatMap((id) => {
    const stored = methods[id];
    if (!stored) return [];
    const { name, grows } = imageMethodById(id);
    return [{ id, name, grows, runs: stored.runs }];
  });
}

export function ImageFiguresView() {
  const found = useStoredFigures();
  const problems = Object.values(found).filter((stored) => typeof stored === 'string');
  const loading = Object.keys(found).length < IMAGE_FIGURES.length;
  return (
    <div className="image-figures">
      {IMAGE_FIGURES.map((figure) => {
        const stored = found[figure.id];
        return typeof stored === 'object' && <OneImageFigure key={figure.id} figure={figure} stored={stored} />;
      })}
      {loading && <p className="empty">Stored results are on their way.</p>}
      <p className="note">
        Real CIFAR-10 at pocket scale: a VGG-11 that begins with 8 channels in each layer, 2,000 images to train on,
        1,000 to test. The paper trains on all 50,000. Every stored run can be watched on the page{' '}
        <a href="#/images">Images</a>. {problems.join(' ')}
      </p>
    </div>
  );
}

function OneImageFigure({ figure, stored }: { readonly figure: ImageFigure; readonly stored: StoredFigure }) {
  if (stored.kind === 'growth-times') {
    return <GrowthTimesFigure title={figure.title} results={stored.results} methods={figure.methods} />;
  }
  const { results } = stored;
  const date = Object.values(results.methods)[0]?.manifest.date;
  const caption = (): FigureCaption => ({
    title: figure.title,
    lines: [
      `Preset ${figure.preset}: ${formatCount(results.images.train)} training and ${formatCount(results.images.test)} test images of CIFAR-10${date ? `; stored on ${date}` : ''}`,
      `npm run figures -- ${figure.id}`,
      `Firefly Lab · ${location.origin}${location.pathname}#/figures?figure=images`,
    ],
    metadata: { figure, manifests: Object.values(results.methods).map(({ manifest }) => manifest) },
    fileName: `firefly-lab-${fileNamePart(figure.id)}`,
  });
  return (
    <AccuracyFigure
      name={figure.title}
      methods={methodRuns(figure, results)}
      images={results.images}
      caption={caption}
    />
  );
}

/** The engine of the visitor's image run, in the page's head; before there is one, what computed the stored run. */
import { createPortal } from 'react-dom';
import { isActive, isComputing, lookingAt, storedRunsOf } from '../../store/images/image-lab-state.ts';
import { ENGINE_PLACE, EngineChip } from '../EngineChip.tsx';
import { useImageLab, useImages } from './image-context.ts';

export function ImageEngineChip() {
  const lab = useImageLab();
  const report = useImages(({ own }) => own?.report);
  const threads = useImages(({ own }) => own?.threads);
  const failed = useImages(({ own }) => own?.status === 'failed');
  const computing = useImages(({ own }) => isComputing(own));
  const isStarting = useImages(({ own }) => isActive(own));
  // Of the stored run that is on screen.
  const manifest = useImages((state) => (lookingAt(state) === 'stored' ? storedRunsOf(state)?.manifest : undefined));
  const place = document.getElementById(ENGINE_PLACE);
  if (!place) return null;
  const without = isStarting
    ? { name: 'Starting', text: <p>The engine is being chosen and tested.</p> }
    : {
        name: manifest ? 'Stored run' : 'At rest',
        text: (
          <>
            <h2>No engine is at work</h2>
            {manifest && (
              <p>
                On screen is a stored run, computed with {manifest.engine === 'webgpu' ? 'WebGPU' : 'the processor'} (
                {manifest.device}) on {manifest.date}.
              </p>
            )}
            <p className="note">
              Training opens one: a graphics card by WebGPU where there is one, else the processor. It is tested first,
              and here you then read which it is, and why. “More settings” of the recipe can force one.
            </p>
          </>
        ),
      };
  return createPortal(
    <EngineChip
      report={report}
      threads={threads}
      without={without}
      failed={failed}
      computing={computing}
      unit="epoch or growth"
      onDrill={lab.drill}
    />,
    place,
  );
}

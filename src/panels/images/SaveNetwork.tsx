/** "The network" of the dialog "Take it with you": that on screen for other programs, where its weights are there. */
import { useId } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { networkOnScreen } from '../../store/images/network-on-screen.ts';
import { useRunStore } from '../lab-context.ts';
import { useImageLab, useImages } from './image-context.ts';

export function SaveNetwork() {
  const lab = useImageLab();
  const { notify } = useRunStore().getState();
  const reason = useId();
  const shown = useImages(
    useShallow((state) => {
      const network = networkOnScreen(state);
      return typeof network === 'string' ? { problem: network } : { phase: network.phase, epoch: network.epoch };
    }),
  );
  const save = async (format: 'onnx' | 'tfjs') => {
    try {
      const { saveImageNetwork } = await import('../../actions/save-image-network.ts');
      saveImageNetwork(format, lab.getState(), location.href);
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), 'error');
    }
  };
  const ready = shown.problem === undefined;
  const button = (label: string, format: 'onnx' | 'tfjs') => (
    <button
      type="button"
      className="button"
      aria-disabled={!ready || undefined}
      aria-describedby={reason}
      onClick={() => ready && void save(format)}
    >
      {label}
    </button>
  );
  return (
    <section>
      <h3>
        The network
        {ready && (
          <span className="note">
            {' '}
            as on screen: phase {shown.phase}, epoch {shown.epoch}
          </span>
        )}
      </h3>
      <p className="note" id={reason}>
        {shown.problem ??
          'Takes images of 32 × 32 pixels as bytes, 0 to 255, and gives a number for each class; the largest is the class. Standard operators only.'}
      </p>
      <div className="share-buttons">
        {button('Save as ONNX', 'onnx')}
        {button('Save for TensorFlow.js', 'tfjs')}
      </div>
    </section>
  );
}

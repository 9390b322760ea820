import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImageState } from '../../runs/images/image-checkpoint.ts';
import { closeLabs, kept, openBrowser, openLab, own, recipe, until } from './image-lab-fixture.ts';
import { networkOnScreen } from './network-on-screen.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

describe('the network on screen', () => {
  it('is there after the last epoch of the run, and only there', async () => {
    const lab = await openLab();
    expect(networkOnScreen(lab.getState())).toBe('There is no network yet: train one here first.');
    lab.train();
    expect(networkOnScreen(lab.getState())).toBe('There are weights to save once the first epoch is over.');
    await until(() => own(lab)?.status === 'finished');
    expect(networkOnScreen(lab.getState())).toMatchObject({ phase: 2, epoch: 2 });
    lab.stepBack();
    expect(networkOnScreen(lab.getState())).toBe(
      'Of a run, only the weights after the last epoch are there: look at phase 2, epoch 2 to save them.',
    );
    lab.backToLive();
    expect(networkOnScreen(lab.getState())).toMatchObject({ phase: 2, epoch: 2 });
  });

  it('of a run that is over is kept with it, without momentum', async () => {
    const lab = await openLab();
    lab.train();
    await until(() => own(lab)?.status === 'finished' && own(lab)?.isKept === true);
    await until(() => lab.getState().kept[0]?.last !== undefined);
    const weights = (state: unknown) => readImageState(state, recipe, 10).network.tensors;
    const trained = weights(own(lab)!.state);
    await until(() => lab.getState().kept[0]?.state === undefined);
    const [run] = await kept.list();
    expect(run!.last).toMatchObject({ momentum: {} });
    const other = await openLab();
    expect(own(other)?.status).toBe('finished');
    const shown = networkOnScreen(other.getState());
    if (typeof shown === 'string') throw new Error(shown);
    expect(weights(shown.state)).toEqual(trained);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineKind, EnginePreference } from '../../compute/report.ts';
import {
  closeLabs,
  kept,
  notices,
  numbers,
  openBrowser,
  openLab,
  own,
  soon,
  until,
  whole,
} from './image-lab-fixture.ts';
import { imageResultOf } from './image-result.ts';

beforeEach(openBrowser);
afterEach(closeLabs);

const withCard = (preference: EnginePreference): EngineKind => (preference === 'cpu' ? 'cpu' : 'webgpu');
const withoutCard = (): EngineKind => 'cpu';

/** A run with an epoch behind it that the browser keeps, of a page that is closed. */
async function begin(kindOf: (preference: EnginePreference) => EngineKind, engine: EnginePreference = 'auto') {
  const lab = await openLab({ kindOf });
  lab.setEngine(engine);
  lab.play();
  await until(() => own(lab)?.current?.epoch === 1 && own(lab)?.isKept === true);
  lab.dispose();
  await soon();
}

describe('a run that goes on', () => {
  it('has the engine that it began with, whatever "Automatic" is by now', async () => {
    await begin(withoutCard);
    expect((await kept.list())[0]?.kinds).toEqual(['cpu']);
    const lab = await openLab({ kindOf: withCard });
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.kinds).toEqual(['cpu']);
    expect(imageResultOf(lab.getState())?.engine).toBe('wasm');
    expect(numbers(own(lab)!.finished)).toEqual(numbers(whole));
    await soon();
    // Looked at after another reload, it still says what computed it.
    expect(imageResultOf((await openLab()).getState())?.engine).toBe('wasm');
  });

  it('does not where its engine cannot be had, unless the visitor chooses another: that is told and recorded', async () => {
    await begin(withCard);
    const lab = await openLab({ kindOf: withoutCard });
    lab.play();
    await until(() => own(lab)?.problem !== undefined);
    expect(own(lab)).toMatchObject({ status: 'kept', kinds: ['webgpu'], current: { epoch: 1 } });
    expect(notices).toEqual([
      'This run was computed by WebGPU so far, and now there is only the processor (So it is). Choose the engine “Processor” to go on with it, which the result then says, or begin anew.',
    ]);
    lab.setEngine('cpu');
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(notices[1]).toBe(
      'This run was computed by WebGPU so far, and from here on by the processor, which round differently; its result says so.',
    );
    expect(own(lab)?.kinds).toEqual(['webgpu', 'cpu']);
    expect(imageResultOf(lab.getState())?.engine).toBe('wasm and webgpu');
    await soon();
    expect((await kept.list())[0]?.kinds).toEqual(['webgpu', 'cpu']);
  });

  it('is not taken over by the processor when its device is lost and there is no other', async () => {
    let [cards, epochs] = [1, 0];
    const lab = await openLab({
      kindOf: () => (cards > 0 ? 'webgpu' : 'cpu'),
      onPost(message, worker) {
        if (message.type === 'epoch') epochs += 1;
        if (message.type !== 'progress' || epochs < 1 || cards === 0) return;
        cards = 0;
        worker.die('device-lost');
      },
    });
    lab.play();
    await until(() => own(lab)?.status === 'kept');
    expect(own(lab)).toMatchObject({ kinds: ['webgpu'], finished: [], current: { epoch: 1 } });
    expect(notices).toEqual([
      'The GPU device was lost; a new one goes on after epoch 1 of phase 1.',
      expect.stringMatching(/^This run was computed by WebGPU so far, and now there is only the processor/),
    ]);
    await soon();
    expect(own(lab)?.status).toBe('kept');
  });

  it('stays with the processor when its worker is lost and a card has come', async () => {
    let [cards, epochs] = [0, 0];
    const lab = await openLab({
      kindOf: (preference) => (cards > 0 && preference !== 'cpu' ? 'webgpu' : 'cpu'),
      onPost(message, worker) {
        if (message.type === 'epoch') epochs += 1;
        if (message.type !== 'progress' || epochs < 1 || cards > 0) return;
        cards = 1;
        worker.die('error');
      },
    });
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.kinds).toEqual(['cpu']);
  });

  it('under way stays with its engine when another is chosen, which is told, and has it once it is resumed', async () => {
    const lab = await openLab({ kindOf: withCard });
    lab.train();
    await until(() => own(lab)?.current?.epoch === 1);
    lab.pause();
    for (const engine of ['webgpu', 'auto', 'cpu'] as const) lab.setEngine(engine);
    expect(notices).toEqual([
      'The run under way stays with WebGPU. To go on with the engine “Processor”, cancel it and resume.',
    ]);
    lab.cancel();
    lab.train();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.kinds).toEqual(['webgpu', 'cpu']);
    lab.setEngine('webgpu'); // it is over
    expect(notices.length).toBe(2);
  });

  it('that has no epoch behind it is computed by the engine that is there', async () => {
    let cards = 1;
    const lab = await openLab({
      kindOf: () => (cards > 0 ? 'webgpu' : 'cpu'),
      onPost(message, worker) {
        if (message.type !== 'engine' || cards === 0) return;
        cards = 0;
        worker.die('device-lost');
      },
    });
    lab.play();
    await until(() => own(lab)?.status === 'finished');
    expect(own(lab)?.kinds).toEqual(['cpu']);
  });

  it('of plain loops does not go over to the fast kernels, nor back', async () => {
    await begin(() => 'plain', 'cpu');
    const lab = await openLab({ kindOf: withoutCard });
    lab.setEngine('cpu');
    lab.play();
    await until(() => own(lab)?.problem !== undefined);
    expect(notices[0]).toMatch(
      /plain loops on the processor so far, and now there is only the processor .+\. Begin the run anew\.$/,
    );
  });
});

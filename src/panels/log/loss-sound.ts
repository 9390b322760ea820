/** The loss as a tone: the lower the loss, the lower the pitch; a short bell at each growth; silence while nothing moves. */
import type { RunStore } from '../../store/run-store.ts';

/** Losses outside of this sound like its ends. */
const LOWEST_LOSS = 1e-6;
const HIGHEST_LOSS = 10;
/** Hertz at the two ends, three octaves apart. */
const LOWEST_PITCH = 110;
const OCTAVES = 3;
/** Quiet enough to speak over. */
const LOUDNESS = 0.05;

/** The pitch of a loss, in hertz: equal factors of the loss are equal steps of the scale. */
export function pitchOf(loss: number): number {
  const within = Math.min(HIGHEST_LOSS, Math.max(LOWEST_LOSS, loss));
  const part = Math.log(within / LOWEST_LOSS) / Math.log(HIGHEST_LOSS / LOWEST_LOSS);
  return LOWEST_PITCH * 2 ** (OCTAVES * part);
}

/** Begins to sound; returns a function that ends it. The browser keeps it silent until the visitor has touched the page. */
export function soundLoss(store: RunStore): () => void {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { type: 'sine', frequency: LOWEST_PITCH });
  const volume = new GainNode(context, { gain: 0 });
  tone.connect(volume).connect(context.destination);
  tone.start();
  const wake = () => void context.resume();
  for (const kind of ['pointerdown', 'keydown'] as const) document.addEventListener(kind, wake);

  const ring = (pitch: number) => {
    const bell = new OscillatorNode(context, { type: 'triangle', frequency: 2 * pitch });
    const fade = new GainNode(context, { gain: LOUDNESS });
    bell.connect(fade).connect(context.destination);
    fade.gain.setTargetAtTime(0, context.currentTime, 0.12);
    bell.start();
    bell.stop(context.currentTime + 0.8);
  };
  const follow = ({ events, cursor, playing }: ReturnType<RunStore['getState']>) => {
    const event = events[cursor];
    volume.gain.setTargetAtTime(event && playing ? LOUDNESS : 0, context.currentTime, 0.04);
    if (event) tone.frequency.setTargetAtTime(pitchOf(event.loss), context.currentTime, 0.03);
  };
  follow(store.getState());
  const unsubscribe = store.subscribe((state, before) => {
    follow(state);
    const event = state.events[state.cursor];
    if (state.playing && state.cursor !== before.cursor && event?.kind === 'apply') ring(pitchOf(event.loss));
  });
  return () => {
    unsubscribe();
    for (const kind of ['pointerdown', 'keydown'] as const) document.removeEventListener(kind, wake);
    void context.close();
  };
}

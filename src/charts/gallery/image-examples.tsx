/** The charts of image runs with small fixed data. */
import type { Origin } from '../../networks/network.ts';
import { NetworkStack } from '../images/NetworkStack.tsx';
import type { StackCell, StackLayer } from '../images/stack-layer.ts';
import type { Example } from './examples.tsx';

const nothing = () => {};

function layer(group: string, side: number, origins: readonly Origin[], tried = 0, residual = false): StackLayer {
  return {
    group,
    label: group.replace(/(\d)/, ' $1'),
    residual,
    side,
    cells: origins.map((origin, k): StackCell => ({ origin, strength: ((k * 5) % 7) / 6 })),
    candidates: Array.from({ length: tried }, (_, k) => ({ kind: k % 2 ? 'split' : 'fresh', kept: k < 2 })),
  };
}

const seed: Origin = { kind: 'initial' };
const fresh = (phase: number): Origin => ({ kind: 'fresh', phase });
const copy = (parent: number, phase: number): Origin => ({ kind: 'split', parent, phase });

const LAYERS: readonly StackLayer[] = [
  layer('conv1', 32, [seed, seed, seed, seed, fresh(2), fresh(2), copy(1, 3)]),
  layer('conv2', 16, [seed, seed, seed, seed, copy(0, 2), fresh(3), fresh(3)], 5),
  layer('slot2', 8, [fresh(3), fresh(3), fresh(3)], 0, true),
  layer('conv3', 8, [seed, seed, seed, seed, copy(3, 2)], 2),
];

export const IMAGE_EXAMPLES: readonly Example[] = [
  {
    name: 'NetworkStack',
    about: 'Three layers and a residual one in a slot; candidates, two of them kept; a channel pointed at.',
    chart: (
      <NetworkStack
        layers={LAYERS}
        phase={3}
        room={9}
        classes={10}
        picture={undefined}
        width={420}
        height={240}
        pointed={{ layer: 1, from: 5, to: 6 }}
        onPoint={nothing}
        say={() => 'conv 2, channel 6'}
      />
    ),
  },
];

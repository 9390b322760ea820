/**
 * Events on their way to the page. Most are pictures of one network in training, so a stretch of them travels as one
 * network and one block of numbers (transferred, not copied); the few others travel as they are.
 */
import type { DescentEvent } from '../growth/events.ts';
import type { Network } from '../networks/network.ts';
import { neuronParameters, parameterCount } from '../networks/network.ts';
import { withParameters } from '../networks/packing.ts';

interface TrainStretch {
  readonly kind: 'stretch';
  readonly phase: number;
  readonly steps: number;
  readonly network: Network;
  /** Step of each picture. */
  readonly step: readonly number[];
  /** Loss of each picture. */
  readonly loss: Float64Array;
  /** Parameters, shape [pictures x neurons x (inputSize + 2)]; float64, because a growth's numbers are. */
  readonly parameters: Float64Array;
}

export interface PackedEvents {
  readonly parts: readonly (TrainStretch | DescentEvent)[];
}

type TrainEvent = Extract<DescentEvent, { kind: 'train' }>;

function packStretch(events: readonly TrainEvent[]): TrainStretch {
  const { phase, steps, network } = events[0]!;
  const size = parameterCount(network);
  const stride = neuronParameters(network.inputSize);
  const parameters = new Float64Array(events.length * size);
  for (const [index, event] of events.entries()) {
    for (const [i, neuron] of event.network.neurons.entries()) {
      const at = index * size + i * stride;
      parameters.set(neuron.weights, at);
      parameters[at + stride - 2] = neuron.bias;
      parameters[at + stride - 1] = neuron.output;
    }
  }
  const loss = Float64Array.from(events, (event) => event.loss);
  return { kind: 'stretch', phase, steps, network, step: events.map((event) => event.step), loss, parameters };
}

/** Packs events for `postMessage`; `transfer` is the list of buffers to hand over. */
export function packEvents(events: readonly DescentEvent[]): { packed: PackedEvents; transfer: ArrayBuffer[] } {
  const parts: (TrainStretch | DescentEvent)[] = [];
  const transfer: ArrayBuffer[] = [];
  for (let at = 0; at < events.length; ) {
    const stretch: TrainEvent[] = [];
    for (let event = events[at + stretch.length]; event?.kind === 'train' && !event.state; ) {
      stretch.push(event);
      event = events[at + stretch.length];
    }
    if (stretch.length > 0) {
      const part = packStretch(stretch);
      transfer.push(part.loss.buffer as ArrayBuffer, part.parameters.buffer as ArrayBuffer);
      parts.push(part);
      at += stretch.length;
    } else {
      parts.push(events[at]!);
      at += 1;
    }
  }
  return { packed: { parts }, transfer };
}

/** The events again, equal to those packed. */
export function unpackEvents({ parts }: PackedEvents): DescentEvent[] {
  return parts.flatMap((part): DescentEvent[] => {
    if (part.kind !== 'stretch') return [part];
    const { phase, steps, network } = part;
    const size = parameterCount(network);
    return part.step.map((step, index) => ({
      kind: 'train',
      phase,
      step,
      steps,
      network: withParameters(network, part.parameters, index * size),
      loss: part.loss[index]!,
    }));
  });
}

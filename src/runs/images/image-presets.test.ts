import { expect, it } from 'vitest';
import { countParameters } from '../../networks/counting.ts';
import { neuronCount, widths } from '../../networks/description.ts';
import { imagePresetById, initialDescription, neuronBudget, phasesOf } from './image-recipe.ts';

/** Channels at the end, if each growth uses its budget. */
function channelsAtEnd(preset: string, method: string): number {
  let channels = neuronCount(initialDescription({ preset, method }, 10));
  for (let phase = 1; phase < phasesOf({ preset, method }).phases; phase += 1) {
    channels += neuronBudget(imagePresetById(preset), channels);
  }
  return channels;
}

it('paper: starts and schedule are those of the paper', () => {
  const start = initialDescription({ preset: 'paper', method: 'firefly' }, 10);
  expect([widths(start), countParameters(start)]).toEqual([new Array(16).fill(16), 35_674]);
  expect(phasesOf({ preset: 'paper', method: 'firefly' })).toEqual({ phases: 11, epochs: 160 });
  expect(countParameters(initialDescription({ preset: 'paper', method: 'net2net' }, 10))).toBe(315_010);
  expect(countParameters(initialDescription({ preset: 'paper', method: 'full' }, 10))).toBe(20_035_018);
});

it('paper: Net2Net, which starts wider, grows to about the same size', () => {
  expect(channelsAtEnd('paper', 'firefly')).toBe(3507);
  expect(channelsAtEnd('paper', 'net2net')).toBe(3316);
  // A recipe that says how wide and how long comes first.
  const changes = { width: 8, phases: 3 };
  expect(phasesOf({ preset: 'paper', method: 'net2net', changes }).phases).toBe(3);
  expect(neuronCount(initialDescription({ preset: 'paper', method: 'net2net', changes }, 10))).toBe(128);
});

it('laptop: all methods start alike and end with as many channels', () => {
  for (const method of ['firefly', 'net2net', 'nash', 'fixed']) {
    expect(channelsAtEnd('laptop', method), method).toBe(946);
  }
});

/** Slots of described networks: where the next residual layer may come. */
import { type Description, initialGroup, type Layer, type ResidualLayer, widthOf } from './description.ts';
import type { DeepNetwork, Numbers } from './tensors.ts';
import { sizeOf, tensorSpecs } from './tensors.ts';

/** `slot3` is followed by `slot3-2`, that by `slot3-3`, ... */
function nextName(name: string): string {
  const [base, count = '1'] = name.split('-');
  return `${base}-${Number(count) + 1}`;
}

/** The same residual layer under another name. */
function renamed(layer: ResidualLayer, name: string): ResidualLayer {
  const rename = (value: string) => (value === layer.group ? name : value);
  const branch = layer.branch.map((part): Layer => {
    switch (part.kind) {
      case 'convolution': {
        const end = part.name.slice(layer.name.length);
        return { ...part, name: `${name}${end}`, reads: rename(part.reads), writes: rename(part.writes) };
      }
      case 'norm':
        return { ...part, name: `${name}${part.name.slice(layer.name.length)}`, group: rename(part.group) };
      default:
        return part;
    }
  });
  return { kind: 'residual', name, group: name, slot: true, branch };
}

/** A description with a new slot behind each that was opened; see `renewSlots`. */
export function renewDescription(description: Description): Description {
  const groups = [...description.groups];
  const layers: Layer[] = [];
  for (const [at, layer] of description.layers.entries()) {
    layers.push(layer);
    // The last of those that were slots at this place: another may follow it unless it is a slot itself.
    const next = description.layers[at + 1];
    if (layer.kind !== 'residual' || !layer.slot || (next?.kind === 'residual' && next.slot)) continue;
    if (widthOf(description, layer.group) === 0) continue;
    const name = nextName(layer.name);
    groups.splice(groups.findIndex((group) => group.name === layer.group) + 1, 0, initialGroup(name, 0));
    layers.push(renamed(layer, name));
  }
  return layers.length === description.layers.length ? description : { ...description, groups, layers };
}

/**
 * Gives each slot that was opened a new one behind it, so that depth can grow there again. Slots are empty: the network
 * computes the same, with as many parameters.
 */
export function renewSlots({ description, tensors }: DeepNetwork): DeepNetwork {
  const renewed = renewDescription(description);
  const added: Record<string, Numbers> = {};
  for (const spec of tensorSpecs(renewed)) added[spec.name] = tensors[spec.name] ?? new Float32Array(sizeOf(spec));
  return { description: renewed, tensors: added };
}

/**
 * The description of a larger network to be trained from scratch, with new slots behind those that were opened.
 * @param added channels more, by the name of the group; all are then as if there from the start
 */
export function enlarged(description: Description, added: Readonly<Record<string, number>>): Description {
  const groups = description.groups.map((group) => {
    const more = added[group.name] ?? 0;
    return more === 0 ? group : initialGroup(group.name, group.channels.length + more, group.growable);
  });
  return renewDescription({ ...description, groups });
}

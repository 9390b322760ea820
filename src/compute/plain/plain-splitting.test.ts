/** The oracle's splitting matrices against what really happens to the loss when a channel splits. */
import { describe, expect, it } from 'vitest';
import { engineFor } from '../../growth/deep/arbitrary.ts';
import { activatedLayers, curvature, thetaPart } from '../../networks/activated-layers.ts';
import { inDoubles, randomTensors } from '../../networks/arbitrary-deep.ts';
import { mlp, residualNet } from '../../networks/architectures.ts';
import { type Activation, type Description, groupNamed, type Layer } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import { openStream } from '../../random/stream.ts';

/** The same network with another activation. */
function activated(description: Description, activation: Activation): Description {
  const replace = (layers: readonly Layer[]): Layer[] =>
    layers.map((layer) => {
      if (layer.kind === 'residual') return { ...layer, branch: replace(layer.branch) };
      return layer.kind === 'activation' ? { ...layer, activation } : layer;
    });
  return { ...description, layers: replace(description.layers) };
}

const residual = residualNet({ stages: [2, 3], blocks: 1, classes: 3, side: 4, channels: 2, slots: true });
const bare = residualNet({ stages: [2, 2], blocks: 1, classes: 2, side: 4, channels: 1, norm: false });
/** Two convolutions make the same channels, and only the second is activated: its part of theta is not the first. */
function twice(): Description {
  const description = mlp({ inputs: 3, hidden: [3], outputs: 2, activation: 'tanh' });
  const [first, ...others] = description.layers;
  const linear: Layer = { ...(first as Layer & { kind: 'convolution' }), name: 'linear' };
  const second: Layer = { ...linear, name: 'layer1', reads: 'layer1' };
  return { ...description, layers: [linear, second, ...others] };
}

const NETWORKS: readonly [string, Description][] = [
  ['MLP that makes channels twice', twice()] as [string, Description],
  ...(['tanh', 'softplus', 'rbf'] as const).flatMap((activation): [string, Description][] => [
    [`MLP, ${activation}`, mlp({ inputs: 3, hidden: [3, 2], outputs: 2, activation })],
    [`MLP with batch norm, ${activation}`, mlp({ inputs: 3, hidden: [3, 2], outputs: 2, activation, norm: true })],
    [`residual net with batch norm, ${activation}`, activated(residual, activation)],
    [`residual net without, ${activation}`, activated(bare, activation)],
  ]),
];

describe('splitting matrices by plain loops', () => {
  it.each(NETWORKS)(
    '%s: a split changes the loss by eps^2/2 v S v + O(eps^4), v over all of theta',
    async (_, description) => {
      const network = inDoubles(randomTensors(description, 2));
      const engine = engineFor(network, 3, 1);
      const before = await engine.loss(network, 0);
      for (const { convolution } of activatedLayers(description)) {
        const group = convolution.writes;
        const matrices = await engine.splittingMatrices(network, convolution.name, 0);
        const { offset, length: n } = thetaPart(description, convolution);
        const { thetaLength } = groupTensors(description, group);
        for (const [position, { id }] of groupNamed(description, group).channels.entries()) {
          const direction = openStream(id, `direction of ${group}`).unitVector(thetaLength);
          let quadratic = 0;
          for (let i = 0; i < n; i += 1) {
            for (let j = 0; j < n; j += 1) {
              quadratic += direction[offset + i]! * matrices[(position * n + i) * n + j]! * direction[offset + j]!;
            }
          }
          const errorAt = async (eps: number) => {
            const split = { kind: 'split', parent: id, offset: direction.map((value) => eps * value) } as const;
            const change = (await engine.loss(growNetwork(network, { [group]: [split] }, 1), 0)) - before;
            return Math.abs(change - (eps ** 2 / 2) * quadratic);
          };
          // Coefficients of eps^4 are not larger than some tens here; a wrong term of eps^2 would be seen.
          expect(await errorAt(1e-3), `${convolution.name} ${id}`).toBeLessThan(1e-10);
          expect(await errorAt(1e-2), `${convolution.name} ${id}`).toBeLessThan(1e-6);
          expect(Math.abs(quadratic)).toBeGreaterThan(1e-6);
        }
      }
    },
  );

  it("have softplus'' of sharpness 3 where ReLU has no curvature", () => {
    const softplus = (u: number) => Math.log(1 + Math.exp(3 * u)) / 3;
    for (const u of [-1.3, 0, 0.4, 2]) {
      const second = (softplus(u + 1e-4) - 2 * softplus(u) + softplus(u - 1e-4)) / 1e-8;
      expect(curvature('relu', u)).toBeCloseTo(second, 5);
    }
  });

  it('multiply vectors as they are', async () => {
    const network = inDoubles(randomTensors(residual, 2));
    const engine = engineFor(network, 3, 1);
    const matrices = Float64Array.from(await engine.splittingMatrices(network, 'conv1', 0));
    const n = 18;
    const conv1 = new Float64Array(2 * n);
    conv1[0] = 1;
    const products = await engine.splittingProducts(network, { conv1 }, 0);
    // The first column of the first matrix, and nothing of the second.
    const column = Array.from({ length: n }, (_, row) => matrices[row * n]!);
    expect(Array.from(products.conv1!)).toEqual([...column, ...new Array<number>(n).fill(0)]);
  });
});

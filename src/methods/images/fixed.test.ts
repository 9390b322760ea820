import { expect, it } from 'vitest';
import { vgg } from '../../networks/architectures.ts';
import { countMultiplyAdds } from '../../networks/counting.ts';
import { initialDescription, phasesOf } from '../../runs/images/image-recipe.ts';
import { fixed, fixedCost } from './fixed.ts';

it('trains the final size for the same epochs, or for no more multiply-adds and less than one epoch fewer', () => {
  const descriptions = [4, 6, 9].map((width) => vgg({ depth: 11, width, classes: 10 }));
  const course = { descriptions, full: vgg({ depth: 11, classes: 10 }), epochs: 5 };
  expect(fixed.train(course)).toEqual({ description: descriptions[2], epochs: 15 });
  const { description, epochs } = fixedCost.train(course);
  expect(description).toBe(descriptions[2]);
  const [growing, each] = [
    5 * descriptions.map(countMultiplyAdds).reduce((a, b) => a + b),
    countMultiplyAdds(description),
  ];
  expect(epochs * each).toBeLessThanOrEqual(growing);
  expect((epochs + 1) * each).toBeGreaterThan(growing);
});

it('pocket: growing costs less than half of the same epochs at the final size', () => {
  expect(phasesOf({ preset: 'pocket', method: 'fixed' })).toEqual({ phases: 1, epochs: 80 });
  const { epochs } = phasesOf({ preset: 'pocket', method: 'fixed-cost' });
  expect([epochs > 16, epochs < 40]).toEqual([true, true]);
  expect(phasesOf({ preset: 'pocket', method: 'full' })).toEqual({ phases: 1, epochs: 16 });
  const ratio =
    countMultiplyAdds(initialDescription({ preset: 'pocket', method: 'full' }, 10)) /
    countMultiplyAdds(initialDescription({ preset: 'pocket', method: 'fixed' }, 10));
  expect(Math.round(ratio)).toBe(44);
});

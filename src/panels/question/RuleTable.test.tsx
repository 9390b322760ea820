import { expect, it } from 'vitest';
import { rankText } from './RuleTable.tsx';

it('ranks that only rounding tells apart are shared', () => {
  const order = [-0.2, -0.113002, -0.113, -0.112998, -0.05, 0].map((predictedChange) => ({ predictedChange }));
  expect(order.map((_, place) => rankText(order, place))).toEqual([
    '1 of 6',
    '2 to 4 of 6',
    '2 to 4 of 6',
    '2 to 4 of 6',
    '5 of 6',
    '6 of 6',
  ]);
  expect(rankText(order.slice(1, 3), 1)).toBe('1 or 2 of 2');
});

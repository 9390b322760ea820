import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HideName } from '../link/hideable.ts';
import type { RunStore } from '../store/run-store.ts';
import { viewStore } from '../store/view-store.ts';
import { ACTIONS, type Action, isAvailable, performKey } from './actions.ts';

vi.stubGlobal('HTMLElement', class {});

function press(key: string, modifiers: { shiftKey?: boolean; altKey?: boolean } = {}) {
  const called: string[] = [];
  const state = new Proxy({} as Record<string, unknown>, { get: (_, name) => () => called.push(String(name)) });
  const event = { key, shiftKey: false, altKey: false, target: null, preventDefault: () => {}, ...modifiers };
  const performed = performKey(event as unknown as KeyboardEvent, { getState: () => state } as unknown as RunStore);
  return { performed, called };
}

afterEach(() => viewStore.setState({ hidden: [], page: '' }));

const hide = (...hidden: HideName[]) => viewStore.setState({ hidden, page: 'toy' });

describe('keys of what a link hides', () => {
  const MOVES = [
    ['k', {}],
    ['ArrowRight', {}],
    ['ArrowLeft', {}],
    ['ArrowRight', { shiftKey: true }],
    ['ArrowLeft', { shiftKey: true }],
    ['ArrowRight', { altKey: true }],
    ['ArrowLeft', { altKey: true }],
    ['Home', {}],
    ['r', {}],
    ['End', {}],
    [' ', {}],
  ] as const;

  test.each(MOVES)('without the transport, %s %o does not move the run', (key, modifiers) => {
    hide();
    expect(press(key, modifiers)).toMatchObject({ performed: true, called: [expect.any(String)] });
    hide('transport');
    expect(press(key, modifiers)).toEqual({ performed: false, called: [] });
  });

  test('the speed is hidden with the transport that it stands in, and settings with the recipe', () => {
    hide('transport');
    expect(isAvailable(ACTIONS.faster)).toBe(false);
    hide('recipe');
    expect(isAvailable(ACTIONS.draw)).toBe(false);
    expect(isAvailable(ACTIONS.faster)).toBe(true);
  });

  test('slow motion and colours go with the figures that have their buttons', () => {
    hide('phase', 'lineage');
    expect(Object.values<Action>(ACTIONS).filter((action) => !isAvailable(action))).toEqual([
      ACTIONS.slowMotion,
      ACTIONS.colorBy,
    ]);
  });
});

import { beforeEach, expect, test, vi } from 'vitest';
import { figureLink, figureView, showFigureAddress, toggleSeries } from './figure-view.ts';

let address = '';
vi.stubGlobal('history', {
  replaceState(_state: unknown, _title: string, hash: string) {
    address = hash;
  },
});
beforeEach(() => void showFigureAddress({}));

test('a series that is hidden is left out of the link, and whoever opens that does not see it', () => {
  toggleSeries('scratch');
  expect(address).toBe('#/figures?hide=scratch');
  toggleSeries('scratch');
  expect(address).toBe('#/figures');
  expect(showFigureAddress({ hide: 'scratch,splitting' })).toEqual([]);
  expect(figureView.getState().hidden).toEqual(new Set(['scratch', 'splitting']));
});

test('each figure keeps its own hidden series while another is looked at', () => {
  toggleSeries('scratch');
  showFigureAddress({ figure: '3b', hide: 'freshCandidates=0' });
  expect(figureLink(figureView.getState(), '3b')).toBe('#/figures?figure=3b&hide=freshCandidates=0');
  expect(figureLink(figureView.getState(), '3a')).toBe('#/figures?hide=scratch');
  showFigureAddress({});
  expect(figureView.getState().hidden).toEqual(new Set(['freshCandidates=0']));
});

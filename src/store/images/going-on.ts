/** Whether a run can go on as it began; what a preset says may have changed since it was kept. */
import { differingSetting, recordedSettings } from '../../runs/images/recorded-settings.ts';
import type { OwnRun } from './image-lab-state.ts';

type Made = Pick<OwnRun, 'recipe' | 'settings'>;

function differs({ recipe, settings }: Made) {
  return settings && differingSetting(settings, recordedSettings(recipe));
}

/** Why a run that is not over cannot go on and has to begin anew; undefined where it can. */
export function reasonToBeginAnew(own: Made & Pick<OwnRun, 'status' | 'state'>): string | undefined {
  if (own.status === 'finished' || own.state === undefined) return undefined;
  if (!own.settings) {
    return 'An older version of the page kept this run without its settings, so it cannot go on as it began; begin it anew.';
  }
  const difference = differs(own);
  return (
    difference &&
    `This run began with ${difference.name} ${difference.one}, where the page now takes ${difference.other}, so it cannot go on; begin it anew.`
  );
}

/** What a finished run was made with, where that is not what the same recipe takes now. */
export function otherSettings(own: Made): string | undefined {
  if (!own.settings) return 'An older version of the page kept this run, without its settings; they may be others now.';
  const difference = differs(own);
  return difference && `Made with ${difference.name} ${difference.one}; trained again, it takes ${difference.other}.`;
}

/** Gives the panels of the page "Images" its store. */
import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import {
  type Moment,
  momentAt,
  momentsOf,
  type Shown,
  shownAt,
  type Trajectory,
} from '../../runs/images/image-timeline.ts';
import type { ImageLab } from '../../store/images/image-lab.ts';
import { type ImageLabState, trajectoryOf } from '../../store/images/image-lab-state.ts';

export const ImageLabContext = createContext<ImageLab | undefined>(undefined);

/** The store itself, for actions. Throws outside a provider. */
export function useImageLab(): ImageLab {
  const lab = useContext(ImageLabContext);
  if (!lab) throw new Error('No store of image runs: wrap the page in ImageLabContext.');
  return lab;
}

/** A part of the state; the component renders when that part changes. */
export function useImages<T>(select: (state: ImageLabState) => T): T {
  return useStore(useImageLab(), select);
}

/** What is on screen. */
export interface OnScreen {
  readonly trajectory: Trajectory;
  readonly moments: readonly Moment[];
  readonly index: number;
  readonly moment: Moment;
  readonly shown: Shown;
}

export function onScreenOf(trajectory: Trajectory, at: number | undefined): OnScreen {
  const moments = momentsOf(trajectory);
  const index = at === undefined ? moments.length - 1 : momentAt(moments, at, trajectory.epochs);
  const moment = moments[index]!;
  return { trajectory, moments, index, moment, shown: shownAt(trajectory, moment) };
}

export function useOnScreen(): OnScreen | undefined {
  const trajectory = useImages(trajectoryOf);
  const at = useImages((state) => state.at);
  return useMemo(() => trajectory && onScreenOf(trajectory, at), [trajectory, at]);
}

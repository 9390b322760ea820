/** The figures of the run on screen. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { ConfusionCell } from '../../charts/images/ConfusionMatrix.tsx';
import { imageAddress } from '../../charts/images/image-address.ts';
import { summarizeImageRun } from '../../experiments/image-results.ts';
import { IMAGE_METHODS, imageMethodById } from '../../methods/images/registry.ts';
import type { Description } from '../../networks/description.ts';
import { type ChannelRecord, writeOrigins } from '../../runs/images/channel-record.ts';
import { initialDescription, settingsOf } from '../../runs/images/image-recipe.ts';
import { figureOf, lookingAt, ownOf, trajectoryOf } from '../../store/images/image-lab-state.ts';
import { formatOf, otherImagesOnScreen, testImagesOf } from '../../store/images/run-images.ts';
import { IMAGE_BYTES } from '../../tasks/images/image-formats.ts';
import { AccuracyFigure } from './AccuracyFigure.tsx';
import { ConfusionFigure } from './ConfusionFigure.tsx';
import { comparableRuns } from './comparable-runs.ts';
import { EpochLossFigure } from './EpochLossFigure.tsx';
import { growthWords } from './growth-words.ts';
import { type OnScreen, useImageLab, useImages, useOnScreen } from './image-context.ts';
import { noScoresText } from './image-sentences.ts';
import { PhaseTimesFigure } from './PhaseTimesFigure.tsx';
import { StackFigure } from './StackFigure.tsx';
import { StripsFigure } from './StripsFigure.tsx';
import { TestImagesFigure } from './TestImagesFigure.tsx';

/** What figures point at together. */
interface Pointing {
  readonly group: string | undefined;
  readonly setGroup: (group: string | undefined) => void;
  readonly cell: ConfusionCell | undefined;
  readonly setCell: (cell: ConfusionCell | undefined) => void;
}

const PointingContext = createContext<Pointing>({ group: undefined, setGroup() {}, cell: undefined, setCell() {} });

export function PointTogether({ children }: { children: ReactNode }) {
  const [group, setGroup] = useState<string>();
  const [cell, setCell] = useState<ConfusionCell>();
  const value = useMemo(() => ({ group, setGroup, cell, setCell }), [group, cell]);
  return <PointingContext value={value}>{children}</PointingContext>;
}

/** The phase that the growth on screen leads to: one under way, or that which led to the phase. */
function grownPhase({ moment: { stage, phase } }: OnScreen): number {
  return stage === 'train' ? phase : phase + 1;
}

function startOf({ groups }: Description): ChannelRecord[] {
  return groups
    .filter(({ growable, channels }) => growable && channels.length > 0)
    .map(({ name, channels }) => ({ group: name, origins: writeOrigins(channels), kernels: '', kernelSize: 0 }));
}

export function NetworkOfImages() {
  const screen = useOnScreen();
  const recipe = useImages((state) => state.recipe);
  const test = useImages(testImagesOf);
  const format = useImages(formatOf);
  const { group, setGroup } = useContext(PointingContext);
  const settings = useMemo(() => settingsOf(recipe), [recipe]);
  const classes = format?.classes.length ?? 10;
  const description = useMemo(() => initialDescription(recipe, classes), [recipe, classes]);
  // Before a run: the network it begins with, without its filters.
  const first = useMemo(() => startOf(description), [description]);
  const picture = useMemo(() => test && imageAddress(test.pixels.subarray(0, IMAGE_BYTES)), [test]);
  const phases = useMemo(() => {
    if (!screen) return [];
    const { finished, current } = screen.trajectory;
    return [...finished, ...(current ? [current] : [])];
  }, [screen]);
  const tries = growthWords(recipe.method, settings)?.candidates;
  const { moment, shown } = screen ?? {};
  const stage = moment?.stage;
  const growing =
    shown && stage && stage !== 'train' && (shown.scores.length > 0 || (tries && stage !== 'select'))
      ? {
          scores: shown.scores.length > 0 ? shown.scores : undefined,
          stage,
          freshPerGroup: tries?.fresh ? settings.freshPerGroup : 0,
          splits: settings.widen,
        }
      : undefined;
  const here = moment && phases[moment.phase - 1];
  const { architecture } = settings;
  return (
    <StackFigure
      description={description}
      channels={shown && shown.channels.length > 0 ? shown.channels : first}
      phase={moment?.phase ?? 1}
      scores={useMemo(() => phases.map(({ scores }) => scores), [phases])}
      growing={growing}
      architecture={architecture.kind === 'vgg' ? `VGG-${architecture.depth}` : 'Residual net'}
      classes={classes}
      parameters={here?.parameters}
      picture={picture}
      room={Math.max(1, ...phases.flatMap(({ widths }) => widths))}
      pointedGroup={group}
      onPointGroup={setGroup}
    />
  );
}

const NONE: never[] = [];

export function AccuracyOfImages() {
  const recipe = useImages((state) => state.recipe);
  const figure = useImages(({ figures, recipe }) => figures[figureOf(recipe)?.id ?? '']);
  const own = useImages((state) => ownOf(state)?.finished);
  const ownImages = useImages((state) => ownOf(state)?.images);
  const looking = useImages(lookingAt);
  const settings = useMemo(() => settingsOf(recipe), [recipe]);
  const stored = typeof figure === 'object' ? figure : undefined;
  const methods = useMemo(
    () =>
      IMAGE_METHODS.flatMap(({ id, name, grows }) => {
        const found = stored?.methods[id];
        return found ? [{ id, name, grows, runs: found.runs }] : [];
      }),
    [stored],
  );
  const live = useMemo(() => {
    if (!own || own.length === 0) return undefined;
    const { id, name, grows } = imageMethodById(recipe.method);
    return { id, name, grows, runs: [summarizeImageRun({ seed: recipe.seed, phases: own })] };
  }, [own, recipe]);
  const sha256 = Object.values(stored?.methods ?? {})[0]?.manifest.recipe.images.sha256;
  const { showStored, showOwn, note } = comparableRuns({ stored: sha256, own: live && ownImages, looking });
  return (
    <AccuracyFigure
      methods={showStored ? methods : NONE}
      live={showOwn ? live : undefined}
      images={settings}
      comparison={note}
    />
  );
}

export function LossOfImages() {
  const lab = useImageLab();
  const screen = useOnScreen();
  return <EpochLossFigure trajectory={screen?.trajectory} moment={screen?.moment} onSeek={lab.seek} />;
}

export function ImportanceOfImages() {
  const screen = useOnScreen();
  const recipe = useImages((state) => state.recipe);
  const { group, setGroup } = useContext(PointingContext);
  const scores = screen?.shown.scores ?? NONE;
  return (
    <StripsFigure
      scores={scores}
      chosen={screen?.moment.stage !== 'score'}
      phase={screen && scores.length > 0 ? grownPhase(screen) : undefined}
      empty={noScoresText(recipe, screen?.moment)}
      pointedGroup={group}
      onPointGroup={setGroup}
    />
  );
}

/** Test images that the run on screen was measured on. */
function useTestImages() {
  const screen = useOnScreen();
  const test = useImages(testImagesOf);
  const elsewhere = useImages(otherImagesOnScreen);
  return { screen, test, elsewhere, predictions: screen?.shown.predictions };
}

export function TestOfImages() {
  const { screen, test, elsewhere, predictions } = useTestImages();
  const problem = useImages(({ images }) => images.problem);
  const { cell, setCell } = useContext(PointingContext);
  const finished = screen?.trajectory.finished;
  const history = useMemo(() => finished?.map(({ predictions }) => predictions) ?? NONE, [finished]);
  const note = elsewhere
    ? undefined
    : problem
      ? 'not loaded'
      : screen?.shown.predictionsOfEnd
        ? 'as at the end of the phase'
        : undefined;
  return (
    <TestImagesFigure
      images={test}
      elsewhere={elsewhere}
      predictions={predictions}
      history={history}
      cell={cell}
      onCell={setCell}
      note={note}
    />
  );
}

export function ConfusionOfImages() {
  const { test, elsewhere, predictions } = useTestImages();
  const { cell, setCell } = useContext(PointingContext);
  return (
    <ConfusionFigure
      images={test}
      elsewhere={elsewhere && 'The images of this run are not here.'}
      predictions={predictions}
      cell={cell}
      onCell={setCell}
    />
  );
}

export function TimesOfImages() {
  const trajectory = useImages(trajectoryOf);
  const screen = useOnScreen();
  const live = useImages((state) => (lookingAt(state) === 'own' ? ownOf(state)?.state?.growSeconds : undefined));
  const times = useMemo(() => {
    if (!trajectory) return NONE;
    const { finished, current } = trajectory;
    return [
      ...finished.map(({ growSeconds, trainSeconds }) => ({ grow: growSeconds, train: trainSeconds })),
      ...(current && current.epoch > 0 ? [{ grow: live ?? 0, train: current.trainSeconds }] : []),
    ];
  }, [trajectory, live]);
  return <PhaseTimesFigure times={times} phases={trajectory?.phases ?? 1} shown={screen?.moment.phase} />;
}

/**
 * Whether a run can go on as it began: what a preset says may have changed since it was kept, and engines round differently, so
 * that one which takes the place of another is never silent.
 */
import type { EngineKind, EnginePreference, EngineReport } from '../../compute/report.ts';
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

/** For people, within a sentence. */
const NAMES: Readonly<Record<EngineKind, string>> = {
  webgpu: 'WebGPU',
  cpu: 'the processor',
  plain: 'plain loops on the processor',
};
/** As the recipe's choice of an engine calls them. */
const CHOICES = { webgpu: 'WebGPU', cpu: 'Processor' } as const;

const choiceOf = (kind: EngineKind): keyof typeof CHOICES => (kind === 'webgpu' ? 'webgpu' : 'cpu');

/** Which engine a run that goes on is to have: its own, unless the visitor chose another. */
export function wishFor(own: Pick<OwnRun, 'engine' | 'kinds'> | undefined, chosen: EnginePreference): EnginePreference {
  const kind = own?.kinds.at(-1);
  if (chosen !== 'auto' || kind === undefined) return chosen;
  // WebGPU that was chosen may be in software, which nobody has without choosing it.
  if (kind === 'webgpu') return own?.engine === 'webgpu' ? 'webgpu' : 'auto';
  return 'cpu';
}

interface ChangeOfEngine {
  /** Why the run does not go on. */
  readonly problem?: string;
  /** What to tell where it does. */
  readonly notice: string;
}

/** What is to be said, and whether the run goes on, where the engine that was opened is not the one that computed it so far. */
export function changeOfEngine(
  { state, kinds, engine }: Pick<OwnRun, 'state' | 'kinds' | 'engine'>,
  { kind, reason }: EngineReport,
): ChangeOfEngine | undefined {
  const before = kinds.at(-1);
  if (state === undefined || before === undefined || before === kind) return undefined;
  const [old, now] = [choiceOf(before), choiceOf(kind)];
  const notice = `This run was computed by ${NAMES[before]} so far, and from here on by ${NAMES[kind]}, which round differently; its result says so.`;
  // What the visitor chose, now that the run is under way.
  if (engine === now && old !== now) return { notice };
  const way =
    old === now
      ? 'Begin the run anew'
      : `Choose the engine “${CHOICES[now]}” to go on with it, which the result then says, or begin anew`;
  const why = reason && ` (${reason.replace(/\.$/, '')})`;
  return {
    notice,
    problem: `This run was computed by ${NAMES[before]} so far, and now there is only ${NAMES[kind]}${why}. ${way}.`,
  };
}

/** What computed a run, with an engine that goes on with it: that which computed no epoch does not count. */
export function computedBy(
  { state, kinds, threads }: Pick<OwnRun, 'state' | 'kinds' | 'threads'>,
  report: EngineReport,
) {
  const { kind, threads: count = 1 } = report;
  if (state === undefined) return { kinds: [kind], threads: [count] };
  return {
    kinds: [...kinds.filter((each) => each !== kind), kind],
    threads: [...threads.filter((each) => each !== count), count],
  };
}

/** What to tell where an engine is chosen while another computes the run: that it goes on with what it has. */
export function lateChoice({ report }: Pick<OwnRun, 'report'>, chosen: EnginePreference): string | undefined {
  if (!report || chosen === 'auto' || chosen === choiceOf(report.kind)) return undefined;
  return `The run under way stays with ${NAMES[report.kind]}. To go on with the engine “${CHOICES[chosen]}”, cancel it and resume.`;
}

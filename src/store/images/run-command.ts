/** The command that repeats the run on screen, and what has to be known to use it. */
import type { EngineKind, ThreadCount } from '../../compute/report.ts';
import { type CommandDetails, imageCommand } from '../../link/image-command.ts';
import { roleOf } from '../../tasks/images/image-files.ts';
import { otherSettings } from './going-on.ts';
import { type ImageLabState, lookingAt, type OwnRun, ownOf, storedRunsOf } from './image-lab-state.ts';
import { isShortOfImages } from './needed-images.ts';
import { compareImages } from './run-images.ts';

export interface RunCommand {
  readonly command: string;
  /** Whole sentences. */
  readonly notes: readonly string[];
}

const LAST_DIGITS = 'so last digits may differ';

/** What computed a run, and what of that the command line cannot do. */
function engineNotes(kinds: readonly EngineKind[], threads: readonly ThreadCount[]): string[] {
  const kind = kinds.at(-1);
  return [
    ...(kinds.length > 1
      ? [`Several engines computed this run; the command takes the last of them, ${LAST_DIGITS}.`]
      : []),
    ...(kind !== 'webgpu' && threads.length > 1
      ? [`One thread computed a part of this run and two another; the command takes the latter, ${LAST_DIGITS}.`]
      : []),
    ...(kind === 'plain' ? [`Plain loops computed this run; the command takes WebAssembly, ${LAST_DIGITS}.`] : []),
    ...(kind === 'webgpu' ? ['It needs the npm package “webgpu”; on another adapter last digits may differ.'] : []),
  ];
}

/** Where the command looks for images that are more than one file of each kind: an option names one path. */
const FOLDER = 'images';

/** The paths of the visitor's files, and what has to be done that they are there. */
function pathsOf(files: readonly string[]): Pick<CommandDetails, 'images'> & { readonly notes: readonly string[] } {
  if (files.length === 0) return { notes: [] };
  const [train, test] = (['train', 'test'] as const).map((role) => files.find((name) => roleOf(name) === role));
  if (files.length === 2 && train !== undefined && test !== undefined) {
    return {
      images: { train, test },
      notes: ['It looks for these files in the project’s folder; write whole paths for other places.'],
    };
  }
  const notes = [`First put ${files.join(', ')} into a folder “${FOLDER}” of the project, without others.`];
  return { images: { train: FOLDER, test: FOLDER }, notes };
}

function ofOwn(own: OwnRun, { images }: ImageLabState): { readonly details: CommandDetails; readonly notes: string[] } {
  const { kinds, threads } = own;
  const kind = kinds.at(-1) ?? (own.engine === 'webgpu' ? 'webgpu' : undefined);
  const paths = pathsOf(own.images?.files ?? (own.images ? [] : images.files));
  const unnamed =
    own.images && !own.images.files && images.source === 'stored' && compareImages(own, images) === 'other';
  const settings = own.images && otherSettings(own);
  return {
    details: {
      engine: kind === 'webgpu' ? 'webgpu' : 'cpu',
      threads: threads.includes(2) ? 2 : 1,
      images: paths.images,
    },
    notes: [
      ...(settings ? [settings] : []),
      ...(kinds.length === 0 && own.finished.length > 0
        ? ['An older version of the page kept this run without saying what computed it.']
        : engineNotes(kinds, threads)),
      ...paths.notes,
      ...(unnamed
        ? ['This run used other images than those that come along; name its files with --train and --test.']
        : []),
    ],
  };
}

/** Of the run on screen, or of the one that would be trained. */
export function runCommand(state: ImageLabState): RunCommand {
  const { recipe } = state;
  const looking = lookingAt(state);
  const own = looking === 'own' ? ownOf(state) : undefined;
  if (own) {
    const { details, notes } = ofOwn(own, state);
    return { command: imageCommand(recipe, details), notes };
  }
  if (looking === 'stored') {
    // As results name it: 'webgpu', 'wasm', or 'wasm, 2 threads'.
    const engine = storedRunsOf(state)?.manifest.engine ?? '';
    const kind = engine.startsWith('webgpu') ? 'webgpu' : 'cpu';
    const threads = engine.includes('2 threads') ? 2 : 1;
    return { command: imageCommand(recipe, { engine: kind, threads }), notes: engineNotes([kind], [threads]) };
  }
  const { engine, threads, images } = state;
  const wanted = engine === 'webgpu' ? 'webgpu' : 'cpu';
  const paths = pathsOf(images.files);
  return {
    command: imageCommand(recipe, { engine: wanted, threads, images: paths.images }),
    notes: [
      ...engineNotes([wanted], [threads]),
      ...paths.notes,
      ...(isShortOfImages(state) && images.source === 'stored'
        ? [`First get its images: npm run data -- cifar10.`]
        : []),
    ],
  };
}

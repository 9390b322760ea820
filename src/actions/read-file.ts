/**
 * Reads a file that a visitor opens or drops: a run, or points. What it is shows in its bytes first, because names deceive.
 * Apart from files.ts, because it is loaded only when a file is opened.
 */
import { RUN_FORMAT, RunFileError } from '../runs/file.ts';
import type { GivenPoints } from '../runs/recipe.ts';
import { type RestoredRun, restoreRun } from '../runs/restore-run.ts';
import { PointsError, parsePoints } from '../tasks/csv.ts';

/** What a file held. */
export type OpenedFile =
  | { readonly kind: 'run'; readonly run: RestoredRun }
  | { readonly kind: 'points'; readonly given: GivenPoints }
  /** Runs of the page "Images" or of its command; not read yet. */
  | { readonly kind: 'image-runs' };

/** Begins the format of files of image runs, before its version. */
const IMAGE_RUNS = 'firefly-lab/image-checkpoint@';
const WHAT_OPENS = 'Here opens a run saved with “Save run”, or points as CSV.';

/** First bytes of files that are no text, and what they are. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a picture'],
  ['\xFF\xD8\xFF', 'a picture'],
  ['GIF8', 'a picture'],
  ['RIFF', 'a picture or a sound'],
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'a zip archive or an Excel sheet'],
  ['\x1F\x8B', 'a compressed file'],
];

/** The lab's other files, by format without version: what each is, and where it is of use. */
const OTHER_FILES: Readonly<Record<string, string>> = {
  figure: 'holds the runs of a figure, as numbers for analyses of your own; no page opens it again',
  experiment:
    'is the result of an experiment; “npm run experiment -- merge a.json b.json” puts such files together, and no page opens them',
  'image-figure': 'holds stored results of image runs, which the page Figures loads by itself',
  'image-runs': 'holds stored results of image runs, which the page Images loads by itself',
  'growth-times': 'holds stored times of image runs, which the page Figures loads by itself',
  images: 'lists the images that the page Images loads by itself',
};

/** Reads what can be read, and says in one sentence with the file's name why it cannot. */
export function readOpenedFile(name: string, bytes: Uint8Array): OpenedFile {
  const head = String.fromCharCode(...bytes.subarray(0, 400));
  const signature = SIGNATURES.find(([start]) => head.startsWith(start));
  if (signature) throw new Error(`${name} is ${signature[1]}. ${WHAT_OPENS}`);
  const format = /^\s*\[?\s*\{\s*"format"\s*:\s*"([^"]*)"/.exec(head)?.[1];
  if (format?.startsWith(IMAGE_RUNS)) return { kind: 'image-runs' };
  refuseOther(name, format);
  const text = textOf(name, bytes);
  try {
    if (/\.json$/i.test(name) || /^\s*[{[]/.test(text)) return { kind: 'run', run: restoreRun(text) };
    return { kind: 'points', given: { name, ...parsePoints(text) } };
  } catch (error) {
    if (error instanceof PointsError) throw new PointsError(`${name}: ${error.message}`);
    if (!(error instanceof RunFileError)) throw error;
    // The format may stand further on, where another program has written the file anew.
    refuseOther(name, formatIn(text));
    throw new RunFileError(error.message.replace(/^This run file/, `The run file ${name}`).replace(/^This/, name));
  }
}

/** @throws Error when the format is that of another file of the lab's */
function refuseOther(name: string, format: string | undefined): void {
  if (format === undefined || format === RUN_FORMAT) return;
  const kind = /^firefly-lab\/([a-z-]+)@\d+$/.exec(format)?.[1];
  const use = kind === undefined ? undefined : OTHER_FILES[kind];
  if (use !== undefined) throw new RunFileError(`${name} ${use}. ${WHAT_OPENS}`);
}

function formatIn(text: string): string | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    const { format } = Object(Array.isArray(raw) ? raw[0] : raw) as { readonly format?: unknown };
    return typeof format === 'string' ? format : undefined;
  } catch {
    return undefined;
  }
}

function textOf(name: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Error(`${name} is text in UTF-16; save it in UTF-8 and open it again.`);
  }
  // Tables in an older encoding are read too: it matters only to their words, and points are numbers.
  const text = new TextDecoder().decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells other files from text.
  if (!/[\0-\x08\x0E-\x1F]/.test(text.slice(0, 10_000))) return text;
  throw new Error(`${name} is not text. ${WHAT_OPENS}`);
}

/**
 * Reads the visitor's files of images in a worker of its own, because 150 MB take a while to put in order. The worker is opened
 * for the files and ended after them.
 */
import type { FetchProgress, ImagesByRole } from '../../tasks/images/fetch-images.ts';
import { readImageFiles } from '../../tasks/images/image-files.ts';
import { IMAGE_FORMATS, type ImageFormatName, type ImageRole } from '../../tasks/images/image-formats.ts';
import { type ImageSet, ImagesError } from '../../tasks/images/image-set.ts';
import { inPieces, type SlicedFile } from '../../tasks/images/read-in-pieces.ts';

/** A set as it is posted: formats are known on both sides by their names. */
type PostedSet = Omit<ImageSet, 'format'> & { readonly format: ImageFormatName };

export interface ToFileWorker {
  readonly type: 'read';
  readonly files: readonly SlicedFile[];
}

export type FromFileWorker =
  | { readonly type: 'progress'; readonly progress: FetchProgress }
  | { readonly type: 'images'; readonly sets: Readonly<Partial<Record<ImageRole, PostedSet>>> }
  /** One sentence for the person who brought the files. */
  | { readonly type: 'refused'; readonly message: string };

type Post = (message: FromFileWorker, transfer: ArrayBuffer[]) => void;

/** Progress is posted that often, in milliseconds. */
const POST_INTERVAL = 50;

/** The worker's side: reads the files and posts what they hold, whose memory goes with it. */
export async function handleFiles({ files }: ToFileWorker, post: Post, now: () => number): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  let posted = -Infinity;
  const count = (bytes: number) => {
    loaded += bytes;
    if (now() - posted < POST_INTERVAL && loaded < total) return;
    posted = now();
    post({ type: 'progress', progress: { loaded, total } }, []);
  };
  try {
    const found = await readImageFiles(files.map((file) => inPieces(file, count)));
    const sets: Partial<Record<ImageRole, PostedSet>> = {};
    const transfer: ArrayBuffer[] = [];
    for (const [role, set] of Object.entries(found) as [ImageRole, ImageSet][]) {
      sets[role] = { ...set, format: set.format.name };
      transfer.push(set.pixels.buffer as ArrayBuffer, set.labels.buffer as ArrayBuffer);
    }
    post({ type: 'images', sets }, transfer);
  } catch (error) {
    const message = error instanceof ImagesError ? error.message : `The files could not be read: ${String(error)}.`;
    post({ type: 'refused', message }, []);
  }
}

/** The part of a Worker that reading needs; tests pass their own. */
export interface FileWorkerLike {
  postMessage(message: ToFileWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromFileWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  /** Resolves when the worker has ended, where the browser can tell. */
  readonly ended?: Promise<void>;
}

export interface FileReadingOptions {
  readonly onProgress: (progress: FetchProgress) => void;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/**
 * The page's side.
 * @throws ImagesError with one clear sentence; the signal's reason when it is aborted
 */
export function readFilesInWorker(
  open: () => FileWorkerLike,
  files: readonly SlicedFile[],
  { onProgress, signal }: FileReadingOptions,
): Promise<ImagesByRole> {
  return new Promise<ImagesByRole>((resolve, reject) => {
    signal.throwIfAborted();
    const worker = open();
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', abort);
      worker.onmessage = null;
      worker.terminate();
      finish();
    };
    const abort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    const lose = () =>
      settle(() =>
        reject(
          new ImagesError('Reading the files ended unexpectedly; perhaps there is too little memory for all of them.'),
        ),
      );
    worker.onerror = lose;
    void worker.ended?.then(lose);
    worker.onmessage = ({ data }) => {
      if (data.type === 'progress') onProgress(data.progress);
      else if (data.type === 'refused') settle(() => reject(new ImagesError(data.message)));
      else if (data.type === 'images') settle(() => resolve(withFormats(data.sets)));
    };
    worker.postMessage({ type: 'read', files });
  });
}

function withFormats(sets: Readonly<Partial<Record<ImageRole, PostedSet>>>): ImagesByRole {
  const entries = Object.entries(sets) as [ImageRole, PostedSet][];
  return Object.fromEntries(entries.map(([role, set]) => [role, { ...set, format: IMAGE_FORMATS[set.format] }]));
}

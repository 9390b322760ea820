/** The headless runner: `npm run experiment -- toy|images|merge ...`. Parses, schedules and prints; experiments/ does the rest. */
import {
  ExperimentFileError,
  experimentResult,
  mergeExperiments,
  missingJobs,
  restoreExperiment,
} from '../experiments/experiment-result.ts';
import {
  holdsImageRuns,
  mergeImageExperiments,
  missingImageRuns,
  restoreImageExperiment,
} from '../experiments/image-experiment-result.ts';
import { jobsOf, recipeOf, shardOf, type ToyExperiment, type ToyOutcome } from '../experiments/toy-experiment.ts';
import { expectedSteps } from '../runs/training-steps.ts';
import { CPU_ENGINE_KIND, openWebGpuEngine } from './engines.ts';
import { checkWritable, OutputError, readPointsFile, readTextFile, writeJson } from './files.ts';
import { helpText } from './help.ts';
import { type MergeCommand, readCommand, type ToyCommand } from './options.ts';
import { createProgress } from './progress.ts';
import { runImagesCommand } from './run-images.ts';
import { type Listener, runInThreads, runTogether } from './schedule.ts';
import { UsageError } from './usage-error.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const say = (sentence: string) => process.stderr.write(`${sentence}\n`);

/** The experiment of a command, with its points read. */
function experimentOf({ experiment, data }: ToyCommand): ToyExperiment {
  if (data === undefined) return experiment;
  const given = readPointsFile(data);
  return { ...experiment, given, points: given.x.length };
}

async function runToy(command: ToyCommand): Promise<number> {
  const experiment = experimentOf(command);
  if (command.out !== undefined) checkWritable(command.out);
  const gpuEngine = command.engine === 'webgpu' ? await openWebGpuEngine() : undefined;

  const jobs = shardOf(jobsOf(experiment), command.shard.part, command.shard.parts);
  const recipes = jobs.map((job) => recipeOf(experiment, job));
  const progress = createProgress(recipes.map(expectedSteps), process.stderr);
  const outcomes: ToyOutcome[] = [];
  const listener: Listener = {
    onSteps: progress.steps,
    onDone(job, outcome) {
      outcomes.push(outcome);
      progress.steps(job, outcome.networkSteps);
      progress.done(job);
    },
    onLost: progress.say,
  };

  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const start = performance.now();
  let failure: unknown;
  try {
    if (gpuEngine) await runTogether(recipes, gpuEngine, listener, interrupt.signal);
    else await runInThreads(recipes, command.workers, listener, interrupt.signal);
  } catch (error) {
    failure = error;
  }
  const seconds = (performance.now() - start) / 1000;
  progress.finish();
  const place = command.out ?? 'standard output';
  const finished = `${outcomes.length} of ${jobs.length} runs are finished and written to ${place}.`;
  if (failure !== undefined) say(`A run failed (${messageOf(failure)}); ${finished}`);
  else if (interrupt.signal.aborted) say(`Stopped; ${finished}`);
  await writeJson(experimentResult(experiment, gpuEngine?.kind ?? CPU_ENGINE_KIND, seconds, outcomes), command.out);
  if (failure !== undefined) return EXIT_FAILED;
  return interrupt.signal.aborted ? EXIT_INTERRUPTED : 0;
}

async function runMerge({ files, out }: MergeCommand): Promise<number> {
  if (out !== undefined) checkWritable(out);
  const texts = files.map((name) => ({ name, text: readTextFile(name) }));
  const images = texts.filter(({ text }) => holdsImageRuns(text));
  const others = texts.filter((each) => !images.includes(each));
  if (images[0] && others[0]) {
    throw new UsageError(
      `${images[0].name} and ${others[0].name} cannot be merged: only the first holds runs on images.`,
    );
  }
  const [merged, missing] = images[0] ? mergeImageFiles(images) : mergeToyFiles(others);
  if (missing[0]) {
    say(
      `Merged, but ${missing.length} runs are still missing, first ${missing[0].method} with seed ${missing[0].seed}.`,
    );
  }
  await writeJson(merged, out);
  return 0;
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

function mergeToyFiles(files: readonly NamedText[]) {
  const merged = mergeExperiments(files.map(({ name, text }) => ({ name, result: restoreExperiment(text, name) })));
  return [merged, missingJobs(merged)] as const;
}

function mergeImageFiles(files: readonly NamedText[]) {
  const parts = files.map(({ name, text }) => ({ name, result: restoreImageExperiment(text, name) }));
  const merged = mergeImageExperiments(parts);
  return [merged, missingImageRuns(merged)] as const;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs a command line and returns its exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const command = readCommand(args);
    switch (command.kind) {
      case 'help':
        process.stdout.write(helpText());
        return 0;
      case 'toy':
        return await runToy(command);
      case 'images':
        return await runImagesCommand(command);
      case 'merge':
        return await runMerge(command);
    }
  } catch (error) {
    if (error instanceof OutputError) {
      say(error.message);
      return EXIT_FAILED;
    }
    if (!(error instanceof UsageError || error instanceof ExperimentFileError)) throw error;
    say(error.message);
    return EXIT_USAGE;
  }
}

// Progress that nobody reads (a closed pipe) is no reason to lose the result.
process.stderr.on('error', () => {});
// Ends the process itself: after Ctrl-C a graphics card may still be busy with what nobody waits for.
process.exit(await main(process.argv.slice(2)));

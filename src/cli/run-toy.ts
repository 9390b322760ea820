/** `toy` on the command line: the runs of an experiment on the toy, or those that an earlier result lacks. */
import type { EngineKind } from '../compute/engine.ts';
import {
  experimentResult,
  mergeExperiments,
  type NamedResult,
  restoreExperiment,
} from '../experiments/experiment-result.ts';
import {
  jobsOf,
  recipeOf,
  shardOf,
  type ToyExperiment,
  type ToyJob,
  type ToyOutcome,
} from '../experiments/toy-experiment.ts';
import { expectedSteps } from '../runs/training-steps.ts';
import { CPU_ENGINE_KIND, openWebGpuEngine } from './engines.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.ts';
import { checkWritable, readPointsFile, readTextFile, writeJson } from './files.ts';
import type { ToyCommand } from './options.ts';
import { createProgress } from './progress.ts';
import { type Listener, runInThreads, runTogether } from './schedule.ts';
import { messageOf } from './usage-error.ts';

const say = (sentence: string) => process.stderr.write(`${sentence}\n`);

/** The experiment of a command, with its points read. */
function experimentOf({ experiment, data }: ToyCommand): ToyExperiment {
  if (data === undefined) return experiment;
  const given = readPointsFile(data);
  return { ...experiment, given, points: given.x.length };
}

/**
 * The result that a command goes on from, and its runs.
 * @throws ExperimentFileError when it is not a result, or of other settings
 */
function readEarlier(path: string, experiment: ToyExperiment, engine: EngineKind): NamedResult {
  const earlier = { name: path, result: restoreExperiment(readTextFile(path), path) };
  // Found out now, not when everything is computed.
  mergeExperiments([earlier, { name: 'what is asked for', result: experimentResult(experiment, engine, 0, []) }]);
  return earlier;
}

/**
 * Runs the command.
 * @returns the exit code
 * @throws UsageError, ExperimentFileError or OutputError with one sentence
 */
export async function runToyCommand(command: ToyCommand): Promise<number> {
  const experiment = experimentOf(command);
  if (command.out !== undefined) checkWritable(command.out);
  const engine = command.engine === 'webgpu' ? 'webgpu' : CPU_ENGINE_KIND;
  const earlier = command.resume === undefined ? undefined : readEarlier(command.resume, experiment, engine);
  const gpuEngine = command.engine === 'webgpu' ? await openWebGpuEngine() : undefined;

  const all = shardOf(jobsOf(experiment), command.shard.part, command.shard.parts);
  const has = (job: ToyJob) =>
    earlier?.result.results.some(({ method, seed }) => method === job.method && seed === job.seed) ?? false;
  const jobs = all.filter((job) => !has(job));
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
  const kept = all.length - jobs.length + outcomes.length;
  const goOn = command.out === undefined ? '' : `; the same command with --resume ${command.out} computes the rest`;
  const finished = `${kept} of ${all.length} runs are finished and written to ${place}${goOn}.`;
  if (failure !== undefined) say(`A run failed (${messageOf(failure)}); ${finished}`);
  else if (interrupt.signal.aborted) say(`Stopped; ${finished}`);
  const result = experimentResult(experiment, engine, seconds, outcomes);
  await writeJson(earlier ? mergeExperiments([{ name: place, result }, earlier]) : result, command.out);
  if (failure !== undefined) return EXIT_FAILED;
  return interrupt.signal.aborted ? EXIT_INTERRUPTED : 0;
}

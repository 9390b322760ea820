/** The headless runner: `npm run experiment -- toy|images|merge ...`. Parses, schedules and prints; experiments/ does the rest. */
import {
  ExperimentFileError,
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
import { EXIT_FAILED, EXIT_USAGE } from './exit-codes.ts';
import { checkWritable, OutputError, readTextFile, writeJson } from './files.ts';
import { helpText } from './help.ts';
import { type MergeCommand, readCommand } from './options.ts';
import { runImagesCommand } from './run-images.ts';
import { runToyCommand } from './run-toy.ts';
import { UsageError } from './usage-error.ts';

const say = (sentence: string) => process.stderr.write(`${sentence}\n`);

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
  const silent = parts.filter(({ result: { settings } }) => !settings).map(({ name }) => name);
  if (silent.length > 0) {
    say(
      `An older version wrote ${silent.join(', ')} without the settings of the runs: that they are the same could not be checked, and the merged result does not say them.`,
    );
  }
  return [merged, missingImageRuns(merged)] as const;
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
        return await runToyCommand(command);
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

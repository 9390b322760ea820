/** The command that repeats a run without a browser. */
import { writeChanges } from '../runs/changes.ts';
import { changedSettings, type GivenPoints, type Recipe } from '../runs/recipe.ts';
import { SETTING_OPTIONS } from '../runs/setting-options.ts';
import { fileNamePart } from './export/caption.ts';
import { tableCsv } from './export/table-csv.ts';

/** What a file of points is called: letters, digits and hyphens, so that a command can name it. */
export function pointsFileName({ name }: GivenPoints): string {
  return `${fileNamePart(name.replace(/\.csv$/i, '')) || 'points'}.csv`;
}

/** Points as the CSV that the page and the command line read. */
export function pointsCsv({ x, y }: GivenPoints): string {
  return tableCsv({ columns: ['x', 'y'], rows: x.map((value, i) => [value, y[i]!]) });
}

/** What follows `npm run experiment -- ` to repeat a run: one argument per entry. */
export function experimentArguments(recipe: Recipe, engine: string): string[] {
  const changed = changedSettings(recipe);
  const args = ['toy', '--methods', recipe.method, '--seeds', String(recipe.seed)];
  for (const [option, key] of Object.entries(SETTING_OPTIONS)) {
    const skipped = recipe.given !== undefined && (key === 'points' || key === 'target');
    if (changed[key] !== undefined && !skipped) args.push(`--${option}`, String(recipe[key]));
  }
  if (recipe.changes?.length) args.push('--changes', writeChanges(recipe.changes));
  if (recipe.curve !== undefined && !recipe.given) args.push(`--curve=${recipe.curve}`);
  if (recipe.given) args.push('--data', pointsFileName(recipe.given));
  if (engine === 'webgpu') args.push('--engine', 'webgpu');
  return [...args, '--out', 'result.json'];
}

/** An argument as a shell takes it, in POSIX shells and PowerShell alike. */
function shellWord(text: string): string {
  return /^[\w./,:=-]+$/.test(text) ? text : `'${text.replaceAll("'", '')}'`;
}

/**
 * The command line that repeats a run.
 * @param engine the engine that computed it
 */
export function experimentCommand(recipe: Recipe, engine: string): string {
  return `npm run experiment -- ${experimentArguments(recipe, engine).map(shellWord).join(' ')}`;
}

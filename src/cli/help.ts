/** What `--help` prints, derived from the settings and the methods. */

import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { IMAGE_METHODS } from '../methods/images/registry.ts';
import type { MethodDescription } from '../methods/method.ts';
import { IMAGE_CHOICES, IMAGE_PRESETS, type ImageChanges } from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_OPTIONS } from '../runs/images/image-setting-options.ts';
import { imageSetting } from '../runs/images/image-settings.ts';
import { SETTING_OPTIONS } from '../runs/setting-options.ts';
import { SETTINGS } from '../runs/settings.ts';

type Line = readonly [usage: string, meaning: string];

function settingLines(): Line[] {
  return Object.entries(SETTING_OPTIONS).map(([option, key]): Line => {
    const setting = SETTINGS[key];
    return setting.kind === 'number'
      ? [
          `--${option} N`,
          `${setting.help.replace(/\.$/, '')} (${setting.min} to ${setting.max}; ${setting.initial}, ${setting.source}).`,
        ]
      : [`--${option} NAME`, `${setting.options.map(({ value }) => value).join(', ')} (${setting.initial}).`];
  });
}

function methodLines(source: MethodDescription['source']): Line[] {
  return METHOD_CATALOGUE.filter((method) => method.source === source).map((method): Line => {
    return [method.id, method.source === 'beyond' ? `${method.summary} Adds: ${method.adds}` : method.summary];
  });
}

/** What a preset may be changed in. */
function imageSettingLines(): Line[] {
  return (Object.entries(IMAGE_SETTING_OPTIONS) as [keyof ImageChanges, string][]).map(([key, option]): Line => {
    if (key === 'selection') {
      return [
        `--${option} NAME`,
        `How the best candidates are found: ${IMAGE_CHOICES[key].join(', ')} (the preset's).`,
      ];
    }
    const { min, max, help } = imageSetting(key, IMAGE_PRESETS[0]!);
    return [`--${option} N`, `${help.replace(/\.$/, '')} (${min} to ${max}; the preset's).`];
  });
}

function table(lines: readonly Line[]): string {
  return lines.map(([usage, meaning]) => `  ${usage.padEnd(22)} ${meaning}`).join('\n');
}

/** The help text. */
export function helpText(): string {
  return `Runs the experiments of Firefly Lab without a browser.

npm run experiment -- toy [options]
npm run experiment -- images --method NAME [options]
npm run experiment -- merge a.json b.json [--out all.json]

"toy" grows networks on the paper's toy, one run per method and seed, and writes the result as JSON
(firefly-lab/experiment@1). Without --out it goes to standard output: use "npm run --silent" then.
"images" grows a conv net on images, one run per seed; its options and methods are at the end.
"merge" puts shards together, and results of other methods or seeds under the same settings, of the toy or of images.

${table([
  ['--methods a,b', 'Some of the methods below (all).'],
  ['--seeds 0..19', 'A range, a list such as 0,3,7, or one number (0..19).'],
  ...settingLines(),
  ['--curve TEXT', 'A curve drawn on the page, as its link says it.'],
  ['--data FILE', 'CSV with columns x and y, in place of the random target and its --points.'],
  ['--changes TEXT', 'What a branch does differently, as its link says: 3_fresh-1*5_stepSize.0.1.'],
  ['--engine cpu|webgpu', 'cpu: WebAssembly in --workers threads. webgpu: needs the npm package "webgpu".'],
  ['--workers N', 'Threads of the cpu engine (as many as processor cores).'],
  ['--shard i/n', 'Compute only part i of n, i from 1; put the parts together with "merge".'],
  ['--resume FILE', 'A result that is not complete, of the same settings: only the runs that it lacks are computed.'],
  ['--out FILE', 'Where to write the result.'],
  ['--help', 'This text.'],
])}

Methods of the paper:
${table(methodLines('paper'))}

Beyond the paper:
${table(methodLines('beyond'))}

Options of "images":
${table([
  ['--method NAME', 'One of the methods below.'],
  ['--preset NAME', `${IMAGE_PRESETS.map(({ id }) => id).join(', ')} (pocket).`],
  ['--seeds 0..2', 'As above (0).'],
  ...imageSettingLines(),
  ['--train PATH', 'A file of CIFAR-10 or CIFAR-100 in the binary format, or a folder (the images that come along).'],
  ['--test PATH', 'The same for test images; with --train.'],
  ['--engine cpu|webgpu', 'As above (cpu).'],
  ['--workers N', 'Seeds that are computed at the same time (1: times of phases are those of an idle machine).'],
  [
    '--threads 1|2',
    'Threads that share the batches of each seed, so twice --workers of them; two round differently, and results say so (1).',
  ],
  [
    '--resume FILE',
    'Go on from a checkpoint, which is written after each epoch and growth: --out with ".checkpoint" behind it. Its name without that is then the default of --out.',
  ],
  ['--out FILE', 'Where to write the result.'],
])}

Presets of "images":
${table(IMAGE_PRESETS.map(({ id, summary }): Line => [id, summary]))}

Methods of "images":
${table(IMAGE_METHODS.map(({ id, summary }): Line => [id, summary]))}

The numbers do not depend on --workers and --shard. Ctrl-C writes what is finished.
Exit codes: 0 done, 1 failed, 2 wrong input, 130 stopped by Ctrl-C.
`;
}

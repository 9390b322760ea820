/** The recipe of an image run: everything that decides it. Changing it shows what is stored of it; Play trains it here. */
import { type ReactNode, useId, useRef } from 'react';
import { IMAGE_PRESETS, imagePresetById, methodsFor, settingsOf } from '../../runs/images/image-recipe.ts';
import { type ImageSettingKey, imageSetting, usedSettings } from '../../runs/images/image-settings.ts';
import { sameImageRecipe } from '../../runs/images/same-image-recipe.ts';
import { SETTINGS } from '../../runs/settings.ts';
import { FIRST_IMAGE_RECIPE } from '../../store/images/image-lab.ts';
import { countsText, countsThere, isShortOfImages } from '../../store/images/needed-images.ts';
import { useRunStore } from '../lab-context.ts';
import { NumberSettingField, Ours } from '../NumberSettingField.tsx';
import { useImageLab, useImages } from './image-context.ts';
import { NeededImages } from './NeededImages.tsx';

/** The others are below "More settings". */
const MAIN: readonly ImageSettingKey[] = [
  'width',
  'growth',
  'growthChannels',
  'freshPerGroup',
  'freshPerSlot',
  'epochs',
];
/** Workers share memory only where the server sends two headers (public/_headers). */
const MAY_SHARE_MEMORY = globalThis.crossOriginIsolated === true;
const THREADS_HELP = MAY_SHARE_MEMORY
  ? 'Threads that train on the processor. Two share each batch, faster where two cores are free; their sums round differently.'
  : 'One thread trains on the processor. Two need shared memory, and this server does not send the headers that allow it.';
const DATASET_FILES = '.bin,application/octet-stream';

/** For people: `pocket-depth` is `Pocket, depth`. */
function presetName(id: string): string {
  const [first = '', ...rest] = id.split('-');
  return [first[0]?.toUpperCase() + first.slice(1), ...rest].join(', ');
}

export function ImageRecipePanel() {
  const lab = useImageLab();
  const { notify } = useRunStore().getState();
  const recipe = useImages((state) => state.recipe);
  const engine = useImages((state) => state.engine);
  const threads = useImages((state) => state.threads);
  const preset = imagePresetById(recipe.preset);
  const settings = settingsOf(recipe);
  const methods = methodsFor(preset);
  const used = usedSettings(preset);
  const field = (key: ImageSettingKey) => (
    <NumberSettingField
      key={key}
      name={key}
      setting={imageSetting(key, preset)}
      value={settings[key]}
      onChange={(value) => lab.setRecipe({ changes: { ...recipe.changes, [key]: value } })}
      onProblem={(problem) => notify(problem)}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid item with a heading in every browser.
    <section className="card recipe" role="group" aria-label="Recipe">
      <header className="figure-head">
        <h2>Recipe</h2>
        <span className="figure-controls">
          <button
            type="button"
            className="button quiet"
            hidden={sameImageRecipe(recipe, FIRST_IMAGE_RECIPE)}
            onClick={() => lab.setRecipe({ ...FIRST_IMAGE_RECIPE, changes: {} })}
          >
            Defaults
          </button>
        </span>
      </header>
      <Choice label="Preset" value={preset.id} title={preset.summary} onChange={(id) => lab.setRecipe({ preset: id })}>
        {IMAGE_PRESETS.map(({ id }) => (
          <option key={id} value={id}>
            {presetName(id)}
          </option>
        ))}
      </Choice>
      <Choice
        label="Method"
        value={recipe.method}
        title={methods.find(({ id }) => id === recipe.method)?.summary ?? ''}
        onChange={(method) => lab.setRecipe({ method })}
      >
        {methods.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <ImagesField />
      {MAIN.filter((key) => used.includes(key)).map(field)}
      <NumberSettingField
        name="seed"
        setting={{ ...SETTINGS.seed, initial: 0, help: 'Decides the first filters and every draw.' }}
        value={recipe.seed}
        onChange={(seed) => lab.setRecipe({ seed })}
        onProblem={(problem) => notify(problem)}
      >
        <button
          type="button"
          className="button quiet dice"
          title="Another seed: other first filters and other draws"
          onClick={() => lab.setRecipe({ seed: (recipe.seed + 1) % 4_294_967_296 })}
        >
          Next seed
        </button>
      </NumberSettingField>
      <details className="more">
        <summary>More settings</summary>
        <p className="note preset-note">
          {preset.summary} <Ours />
        </p>
        {used.filter((key) => !MAIN.includes(key)).map(field)}
        <Choice
          label="Engine"
          value={engine}
          title={SETTINGS.engine.help}
          onChange={(value) => lab.setEngine(value as typeof engine)}
        >
          {SETTINGS.engine.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Choice>
        <Choice
          label="Threads"
          value={String(threads)}
          title={THREADS_HELP}
          disabled={!MAY_SHARE_MEMORY}
          onChange={(value) => lab.setThreads(value === '2' ? 2 : 1)}
        >
          <option value="1">One</option>
          <option value="2">Two</option>
        </Choice>
      </details>
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly title: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Choice({ label, value, title, disabled = false, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field choice" title={title}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value)}
      >
        {children}
      </select>
    </div>
  );
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Which images, and the way to other ones. */
function ImagesField() {
  const lab = useImageLab();
  const images = useImages((state) => state.images);
  const reading = useImages((state) => state.reading);
  const counts = useImages(({ recipe }) => imagePresetById(recipe.preset));
  const isShort = useImages(isShortOfImages);
  const input = useRef<HTMLInputElement>(null);
  const { source, name, loading, problem } = images;
  // What a run takes of them, or all there are where that is not enough.
  const shown = isShort ? countsThere(images) : counts;
  const count = shown.train + shown.validation + shown.test;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field in every browser.
    <div className="field images-field" role="group" aria-label="Images">
      <span className="label">Images</span>
      <span className="images-name" title={countsText(shown)}>
        {name} · {count.toLocaleString('en-US')}
      </span>
      <span className="images-buttons">
        <button
          type="button"
          className="button quiet"
          title="Official files of CIFAR-10 or CIFAR-100: data_batch_1.bin and test_batch.bin, or train.bin and test.bin"
          onClick={() => input.current?.click()}
        >
          Use CIFAR files …
        </button>
        {source === 'files' && (
          <button type="button" className="button quiet" onClick={lab.takeStoredImages}>
            Back to CIFAR-10
          </button>
        )}
      </span>
      <input
        ref={input}
        type="file"
        aria-label="CIFAR files"
        accept={DATASET_FILES}
        multiple
        hidden
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          if (files.length > 0) void lab.takeFiles(files);
        }}
      />
      <NeededImages />
      {reading && (
        <span className="images-reading">
          <progress className="sweep-progress" value={reading.loaded} max={reading.total} aria-label="Reading files" />
          <span className="note">
            {megabytes(reading.loaded)} of {megabytes(reading.total)} MB
          </span>
          <button type="button" className="button quiet" onClick={lab.cancelFiles}>
            Cancel
          </button>
        </span>
      )}
      {loading && loading.total > 0 && (
        <span className="note images-loading">
          {megabytes(loading.loaded)} of {megabytes(loading.total)} MB
        </span>
      )}
      {problem && (
        <span className="note images-problem">
          {problem}{' '}
          <button type="button" className="button quiet" onClick={lab.retryImages}>
            Try again
          </button>
        </span>
      )}
    </div>
  );
}

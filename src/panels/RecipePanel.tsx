/** The recipe: every setting that decides the run. Changing one starts the run anew; the browser's Back undoes it. */
import { lazy, Suspense, useId } from 'react';
import { described } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE, type Recipe, sameRecipe } from '../runs/recipe.ts';
import { type ChoiceSetting, SETTINGS } from '../runs/settings.ts';
import { useRun, useRunStore } from './lab-context.ts';
import { NumberSettingField } from './NumberSettingField.tsx';

const TargetSection = lazy(() =>
  import('./target/TargetSection.tsx').then((module) => ({ default: module.TargetSection })),
);

const MAIN = ['seed', 'freshCandidates', 'stepSize', 'neuronBudget', 'stepsPerPhase', 'quadraturePoints'] as const;
const MORE = ['maxNeurons', 'directionSteps', 'learningRate', 'truthNeurons', 'truthVariance', 'points'] as const;

type NumberKey = (typeof MAIN)[number] | (typeof MORE)[number];
type ChoiceKey = 'method' | 'scoreRule' | 'engine' | 'scratchSteps';

/** Settings of the random teacher say nothing about other targets, and points that were given are as many as they are. */
function applies(key: NumberKey, { target, curve, given }: Recipe): boolean {
  if (key === 'points') return given === undefined;
  if (key === 'truthNeurons' || key === 'truthVariance') return target === 'teacher' && !curve && !given;
  return true;
}

export function RecipePanel() {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const change = (patch: Partial<Recipe>) => store.getState().setRecipe(patch);
  const changed = !sameRecipe({ ...recipe, changes: undefined }, DEFAULT_RECIPE);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid item with a heading in every browser.
    <section className="card recipe" role="group" aria-label="Recipe">
      <header className="figure-head">
        <h2>Recipe</h2>
        <span className="figure-controls">
          <button
            type="button"
            className="button quiet"
            hidden={!changed}
            onClick={() => change({ ...DEFAULT_RECIPE, curve: undefined, given: undefined })}
          >
            Defaults
          </button>
        </span>
      </header>
      <Choice name="method" value={recipe.method} onChange={change} />
      <MethodNote id={recipe.method} />
      {recipe.method === 'scratch' && <Choice name="scratchSteps" value={recipe.scratchSteps} onChange={change} />}
      <Suspense fallback={<div className="field target" data-setting="target" />}>
        <TargetSection />
      </Suspense>
      {MAIN.map((key) => (
        <NumberField key={key} name={key} value={recipe[key]} onChange={change} />
      ))}
      <details className="more" data-setting="more">
        <summary>More settings</summary>
        {MORE.filter((key) => applies(key, recipe)).map((key) => (
          <NumberField key={key} name={key} value={recipe[key]} onChange={change} />
        ))}
        <Choice name="scoreRule" value={recipe.scoreRule} onChange={change} />
      </details>
      <Choice name="engine" value={recipe.engine} onChange={change} />
      <p className="note">
        Settings with a <span className="ours">∘</span> are our choice: the paper does not give them.
      </p>
    </section>
  );
}

export function Choice({
  name,
  value,
  onChange,
}: {
  name: ChoiceKey;
  value: string;
  onChange: (patch: Partial<Recipe>) => void;
}) {
  const setting: ChoiceSetting = SETTINGS[name];
  const id = useId();
  return (
    <div
      className="field choice"
      data-setting={name}
      title={name === 'method' ? described(value).summary : setting.help}
    >
      <label htmlFor={id}>{setting.label}</label>
      <select id={id} className="select" value={value} onChange={({ target }) => onChange({ [name]: target.value })}>
        {groupsOf(setting).map(({ group, options }) =>
          group === undefined ? (
            <Options key="" options={options} />
          ) : (
            <optgroup key={group} label={group}>
              <Options options={options} />
            </optgroup>
          ),
        )}
      </select>
    </div>
  );
}

type Option = ChoiceSetting['options'][number];

function Options({ options }: { options: readonly Option[] }) {
  return options.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}

function groupsOf({ options }: ChoiceSetting): { group: string | undefined; options: readonly Option[] }[] {
  const groups = [...new Set(options.map(({ group }) => group))];
  return groups.map((group) => ({ group, options: options.filter((option) => option.group === group) }));
}

/** What a method that the paper does not have adds to those it has. */
function MethodNote({ id }: { id: string }) {
  const method = described(id);
  if (method.source === 'paper') return null;
  return (
    <p className="note method-note">
      <strong>Beyond the paper.</strong> {method.adds}
    </p>
  );
}

export function NumberField({
  name,
  value,
  onChange,
}: {
  name: NumberKey;
  value: number;
  onChange: (patch: Partial<Recipe>) => void;
}) {
  const store = useRunStore();
  return (
    <NumberSettingField
      name={name}
      setting={SETTINGS[name]}
      value={value}
      onChange={(next) => onChange({ [name]: next })}
      onProblem={(problem) => store.getState().notify(problem)}
    >
      {name === 'seed' && (
        <button
          type="button"
          className="button quiet dice"
          title="Another seed: another target, start and draws"
          onClick={() => onChange({ seed: (value + 1) % 4_294_967_296 })}
        >
          Next seed
        </button>
      )}
    </NumberSettingField>
  );
}

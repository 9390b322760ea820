/** A number of a recipe: a field that takes any allowed value, and a slider over the useful part of its range. */
import { type ChangeEvent, type ReactNode, useId, useState } from 'react';
import { type NumberSetting, readTyped } from '../runs/settings.ts';

export interface NumberSettingFieldProps {
  /** The key of the setting, for style sheets. */
  readonly name: string;
  readonly setting: NumberSetting;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Told of what was typed and could not be used. */
  readonly onProblem: (sentence: string) => void;
  /** In place of the slider. */
  readonly children?: ReactNode;
}

/** Marks what the paper does not say. */
export function Ours() {
  return (
    <span className="ours" title="Our choice: the paper does not give this value" aria-hidden="true">
      ∘
    </span>
  );
}

/** Sliders cover the useful part of a setting's range by factors or evenly; the number beside it takes any allowed value. */
function sliderScale({ min, max, logarithmic }: NumberSetting) {
  const low = Math.max(min, logarithmic ? 1e-4 : min);
  return logarithmic
    ? {
        position: (value: number) => Math.log(Math.max(value, low) / low) / Math.log(max / low),
        value: (position: number) => Number((low * (max / low) ** position).toPrecision(2)),
      }
    : {
        position: (value: number) => (value - min) / (max - min),
        value: (position: number) => min + position * (max - min),
      };
}

export function NumberSettingField({ name, setting, value, onChange, onProblem, children }: NumberSettingFieldProps) {
  const id = useId();
  // What is being typed is the visitor's; it becomes the recipe when it is a number in range, or on leaving the field.
  const [draft, setDraft] = useState<string>();
  const commit = (raw: string) => {
    setDraft(undefined);
    const { value: read, problem } = readTyped(setting, raw, value);
    if (problem) onProblem(problem);
    if (read !== value) onChange(read);
  };
  const scale = sliderScale(setting);
  return (
    <div className="field number" data-setting={name} title={setting.help}>
      <label htmlFor={id}>
        {setting.label}
        {setting.symbol && <i className="symbol"> {setting.symbol}</i>}
        {setting.source !== 'paper' && <Ours />}
      </label>
      <input
        id={id}
        type="number"
        aria-label={setting.label}
        min={setting.min}
        max={setting.max}
        step={setting.integer ? 1 : 'any'}
        value={draft ?? String(value)}
        onChange={({ target }: ChangeEvent<HTMLInputElement>) => setDraft(target.value)}
        onBlur={({ target }) => draft !== undefined && commit(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value);
          if (event.key === 'Escape') setDraft(undefined);
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            const by = (event.shiftKey ? 10 : 1) * setting.step * (event.key === 'ArrowUp' ? 1 : -1);
            const next = Math.min(setting.max, Math.max(setting.min, Number(event.currentTarget.value) + by));
            commit(String(Number(next.toPrecision(12))));
          }
        }}
      />
      {children || (
        <input
          type="range"
          className="range"
          aria-hidden="true"
          tabIndex={-1}
          min={0}
          max={1}
          step={0.001}
          value={scale.position(value)}
          style={{ '--fill': `${100 * scale.position(value)}%` } as React.CSSProperties}
          onChange={({ target }) => {
            const raw = scale.value(Number(target.value));
            const stepped = setting.integer ? Math.round(raw) : Number(raw.toPrecision(3));
            onChange(Math.min(setting.max, Math.max(setting.min, stepped)));
          }}
        />
      )}
    </div>
  );
}

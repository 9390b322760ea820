/** A choice of one among a few, all in sight. */
import { useId } from 'react';

export interface SegmentedProps<T extends string> {
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function Segmented<T extends string>({ name, options, value, onChange }: SegmentedProps<T>) {
  const group = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{name}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={group} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

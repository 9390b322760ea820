/** A choice within a sentence: `Test accuracy against parameters`. */

export interface InlineSelectProps<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly options: Readonly<Record<T, { readonly label: string }>>;
  readonly onChange: (value: T) => void;
}

export function InlineSelect<T extends string>({ name, value, options, onChange }: InlineSelectProps<T>) {
  return (
    <select
      className="inline-select"
      aria-label={name}
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
    >
      {Object.entries<{ readonly label: string }>(options).map(([key, { label }]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}

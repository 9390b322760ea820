/** Numbers that people read rounded, and programs with all their digits. */

export interface Measured {
  readonly text: string;
  readonly value: number;
}

/** A number and how it is written for people. */
export function measured(value: number, format: (value: number) => string): Measured {
  return { text: format(value), value };
}

/** A number written with a fixed count of decimals. */
export function fixed(value: number, decimals: number): Measured {
  return { text: value.toFixed(decimals), value };
}

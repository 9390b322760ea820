/** One button of a transport: its name, what it does, and the key that does the same. */
import type { ReactNode } from 'react';
import { keyLabel } from '../actions/keys.ts';

export interface TransportButtonProps {
  readonly name: string;
  readonly action: { readonly label: string; readonly keys: readonly string[] };
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

export function TransportButton({ name, action, disabled, className = '', onPress, children }: TransportButtonProps) {
  return (
    <button
      type="button"
      className={`button ${className}`}
      aria-label={name}
      title={`${action.label} (${action.keys.map(keyLabel).join(' or ')})`}
      aria-disabled={disabled || undefined}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

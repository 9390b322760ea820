/** How fast a run is played. */
import type { SPEEDS } from '../store/playback.ts';

export interface SpeedSelectProps {
  readonly speeds: typeof SPEEDS;
  readonly speed: number;
  readonly onChange: (speed: number) => void;
}

export function SpeedSelect({ speeds, speed, onChange }: SpeedSelectProps) {
  return (
    <select
      className="select speed"
      aria-label="Speed"
      title="Playback speed ([ and ])"
      value={String(speed)}
      onChange={({ target }) => onChange(Number(target.value))}
    >
      {speeds.map(({ value, label }) => (
        <option key={label} value={String(value)}>
          {label}
        </option>
      ))}
    </select>
  );
}

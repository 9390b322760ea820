/** The few icons of the page. They say nothing to screen readers; the buttons that hold them do. */
import type { ReactNode } from 'react';

function Icon({ children, size = 18 }: { children: ReactNode; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true" fill="currentColor">
      {children}
    </svg>
  );
}

function LineIcon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    >
      {children}
    </svg>
  );
}

export const PlayIcon = () => (
  <Icon size={22}>
    <path d="M5 3.2v11.6a.6.6 0 0 0 .92.5l9-5.8a.6.6 0 0 0 0-1l-9-5.8A.6.6 0 0 0 5 3.2Z" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon size={22}>
    <rect x="4" y="3" width="3.6" height="12" rx="1" />
    <rect x="10.4" y="3" width="3.6" height="12" rx="1" />
  </Icon>
);
export const StepIcon = () => (
  <Icon>
    <path d="M6.5 4.6v8.8l6-4.4z" />
  </Icon>
);
export const StepBackIcon = () => (
  <Icon>
    <path d="M11.5 4.6v8.8l-6-4.4z" />
  </Icon>
);
export const NextPhaseIcon = () => (
  <Icon>
    <path d="M3.5 4.6v8.8L9 9zM9 4.6v8.8L14.5 9z" />
  </Icon>
);
export const ResetIcon = () => (
  <Icon>
    <rect x="4" y="4.4" width="1.8" height="9.2" rx="0.6" />
    <path d="M13.6 4.6v8.8L7 9z" />
  </Icon>
);
export const ExportIcon = () => (
  <LineIcon>
    <path d="M7 1v7.6M3.9 5.7 7 8.8l3.1-3.1M1.2 9.6v2.2c0 .6.4 1 1 1h9.6c.6 0 1-.4 1-1V9.6" />
  </LineIcon>
);
export const BranchIcon = () => (
  <Icon>
    <path
      d="M5 3.4v11.2M5 10.2c0-3.4 7.6-1.8 7.6-5.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
    />
    <circle cx="12.6" cy="4" r="1.9" />
    <circle cx="5" cy="14.2" r="1.9" />
  </Icon>
);
export const PencilIcon = () => (
  <LineIcon>
    <path
      d="M2 12l.7-2.9 7-7a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7l-7 7L2 12zM8.6 3.2l2.2 2.2"
      strokeLinejoin="round"
    />
  </LineIcon>
);
export const LogIcon = () => (
  <LineIcon>
    <path d="M1.2 3h1.2M1.2 7h1.2M1.2 11h1.2M5 3h8M5 7h8M5 11h5.5" strokeLinecap="round" />
  </LineIcon>
);
export const SoundIcon = ({ on }: { on: boolean }) => (
  <svg
    width="15"
    height="14"
    viewBox="0 0 15 14"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.3"
  >
    <path d="M1.2 5.2v3.6h2.4L7 11.6V2.4L3.6 5.2Z" strokeLinejoin="round" />
    {on ? (
      <path d="M9.4 4.8a3.2 3.2 0 0 1 0 4.4M11.4 3a5.8 5.8 0 0 1 0 8" strokeLinecap="round" />
    ) : (
      <path d="m9.8 5.2 3.6 3.6m0-3.6L9.8 8.8" strokeLinecap="round" />
    )}
  </svg>
);

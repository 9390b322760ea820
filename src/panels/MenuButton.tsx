/** A button that opens a short menu: arrow keys, Home and End move, Escape and Tab close (the ARIA menu button pattern). */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import '../styles/menu.css';

export interface MenuItem {
  readonly label: string;
  /** Quiet, beside the label. */
  readonly detail?: string;
  readonly choose: () => void;
}

export interface MenuButtonProps {
  /** The button's accessible name, and the menu's. */
  readonly name: string;
  readonly title?: string;
  readonly className?: string;
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
}

export function MenuButton({ name, title, className, items, children }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const choices = () => Array.from(around.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []);

  useEffect(() => {
    if (!open) return;
    around.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const press = ({ target }: PointerEvent) => {
      if (!around.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', press);
    return () => document.removeEventListener('pointerdown', press);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const all = choices();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) all[to]?.focus();
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    // Keys in a menu are the menu's; the page's shortcuts never see them.
    if (event.key !== 'Tab') event.stopPropagation();
    if (to !== undefined || event.key === 'Escape') event.preventDefault();
  };
  return (
    <span className="menu-button" ref={around}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={name}
        title={title ?? name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (!open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
          }
        }}
      >
        {children}
      </button>
      {open && (
        <div id={id} className="card menu" role="menu" aria-label={name} tabIndex={-1} onKeyDown={move}>
          {items.map(({ label, detail, choose }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                choose();
              }}
            >
              {label}
              {detail !== undefined && <span className="note">{detail}</span>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}

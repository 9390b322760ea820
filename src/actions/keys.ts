/** Keys: how records write them, what people call them, and where they already mean something else. */

/** The key of an event as the records of actions write it. */
export function keyName(event: KeyboardEvent): string {
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  return `${event.altKey ? 'Alt+' : ''}${shift}${event.key}`;
}

/** What kinds of fields do with keys; a field of any other kind takes all of them. */
const FIELD_KEYS: Readonly<Record<string, RegExp>> = {
  checkbox: /^ $/,
  radio: /^( |Arrow.*)$/,
  range: /^(Arrow.*|Home|End|Page.*)$/,
  // What a number can be written with, an exponent too, and what moves in it.
  number: /^([\d.,+\-eE]|Arrow.*|Home|End|Backspace|Delete)$/,
};

/** Whether a field, by its `type`, does something with a key itself. */
export function fieldTakesKey(type: string, key: string): boolean {
  return FIELD_KEYS[type]?.test(key) ?? true;
}

/** True where a key already means something: typing, choosing, sliding, a button's space. */
export function keepsKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog')) return true;
  if (target.matches('input[aria-label="Timeline"]')) return false;
  if (target instanceof HTMLInputElement) return fieldTakesKey(target.type, key);
  if (target.matches('select, textarea, [contenteditable]')) return true;
  return key === ' ' && target.matches('button, a, summary');
}

/** Whether a key is one letter or sign, which visitors can switch off: speech and stray touches type those. */
export function isSingleKey(key: string): boolean {
  return key.length === 1 && key !== ' ';
}

/** A key for people: `Space`, `Shift + →`. */
export function keyLabel(key: string): string {
  return key
    .replace('+', ' + ')
    .replace(/^ $/, 'Space')
    .replace('ArrowRight', '→')
    .replace('ArrowLeft', '←')
    .replace(/^([a-z])$/, (letter) => letter.toUpperCase());
}

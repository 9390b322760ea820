/** Choices that outlast a visit: on or off, by name. Storage may be forbidden; a choice then lasts as long as the page. */
const PREFIX = 'firefly-lab/';

export function storedChoice(name: string, initial: boolean): boolean {
  try {
    const stored = globalThis.localStorage?.getItem(PREFIX + name);
    return stored === 'on' || stored === 'off' ? stored === 'on' : initial;
  } catch {
    return initial;
  }
}

export function storeChoice(name: string, on: boolean): void {
  try {
    localStorage.setItem(PREFIX + name, on ? 'on' : 'off');
  } catch {
    // Remembering is a convenience.
  }
}

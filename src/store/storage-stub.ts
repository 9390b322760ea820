/** Local storage for tests, with room for so many characters. Imported by tests only. */
export function storageStub(room = Infinity): Storage {
  const items = new Map<string, string>();
  const length = () => [...items].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      const before = key.length + (items.get(key)?.length ?? -key.length);
      if (length() - before + key.length + value.length > room) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

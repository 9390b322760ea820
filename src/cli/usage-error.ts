/** What the caller of the command line did wrong, in one sentence. The process ends with code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What was thrown, in words. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

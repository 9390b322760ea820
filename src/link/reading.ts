/** Reads the parts that several pages' links have. What cannot be used takes its default and is named in a sentence. */

export const LINK_VERSION = '1';

/** Furthest place on a timeline that a link can name, in thousandths of a phase: beyond the end of any run. */
const FURTHEST_PLACE = 1_000_000;

/** Notes a link of another version. */
export function readVersion(raw: string | undefined, problems: string[]): void {
  if (raw === undefined || raw === LINK_VERSION) return;
  problems.push(`This link was made for version "${raw.slice(0, 20)}" of links; what is known of it was read.`);
}

/** One of some options; the first if a link does not say or says something else. */
export function readOption<Option extends string>(
  key: string,
  raw: string | undefined,
  options: readonly Option[],
  problems: string[],
): Option {
  const found = options.find((option) => option === raw);
  if (raw !== undefined && found === undefined) {
    problems.push(
      `In this link ${key} cannot be "${raw.slice(0, 40)}" (it is one of ${options.join(', ')}); ${options[0]} is used.`,
    );
  }
  return found ?? options[0]!;
}

/** A place on the timeline, in thousandths of a phase from the start; undefined if a link names none that can be. */
export function readPlace(raw: string | undefined, problems: string[]): number | undefined {
  if (raw === undefined) return undefined;
  const place = raw.trim() === '' ? Number.NaN : Number(raw);
  if (place >= 0 && place <= FURTHEST_PLACE) return place + 0; // + 0: never -0
  problems.push(`The place in the run must be a number from 0, not "${raw.slice(0, 20)}"; left out.`);
  return undefined;
}

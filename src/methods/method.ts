/** What every growth method is: a rule for `descend`, a name, and a sentence for people. */
import type { GrowthRule } from '../growth/descent.ts';

export interface Method {
  /** As in links and on the command line. */
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly rule: GrowthRule;
}

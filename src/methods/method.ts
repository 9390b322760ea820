/** What every growth method is: a rule for `descend`, a name, and sentences for people. */
import type { GrowthRule } from '../growth/descent.ts';

interface MethodBase {
  /** A selected candidate enters with the amplitude it was scored with, not with eq. 5's. */
  readonly entersAsScored?: true;
  /** As in links and on the command line. */
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  /** What happens while it over-grows and while it scores, in words for the page; the paper's by default. */
  readonly captions?: { readonly overgrow: string; readonly score: string };
}

/** A method of the paper's Figure 3, or a variant that the paper names. */
export interface PaperMethod extends MethodBase {
  readonly source: 'paper';
}

/** A method that the paper does not compare with: from other papers, adapted by us, or our own. */
export interface BeyondMethod extends MethodBase {
  readonly source: 'beyond';
  /** What it adds to the paper's methods, one sentence. */
  readonly adds: string;
}

/** A method in words. */
export type MethodDescription = PaperMethod | BeyondMethod;

/** A method that can be run. */
export type Method = MethodDescription & { readonly rule: GrowthRule };

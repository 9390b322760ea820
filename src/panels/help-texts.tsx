/** What help says on each page: what one looks at there, how to follow it without looking, and whose choices it shows. */
import type { ReactNode } from 'react';

export interface HelpText {
  readonly intro: ReactNode;
  /** What a mark of a network stands for; none on pages that show no network of their own. */
  readonly unit?: 'neuron' | 'channel';
  readonly withoutLooking: ReactNode;
  readonly choices: ReactNode;
}

const OURS = <span className="ours">∘</span>;
const LEARN = <a href="#/learn">Learn</a>;
const RANKING =
  'Candidates are ranked by the predicted change of the loss, because the paper’s sign rule does nothing for splits.';

const TOY_CHOICES = (
  <>
    The paper’s main text gives the algorithm, five fresh candidates, three quadrature points, 1,000 points and growth
    from 1 to 10 neurons. Its appendix with the rest is not available, so the target, the optimizer, the rates, the step
    size and the lengths are our choice; such settings carry a {OURS}. {RANKING}
  </>
);

const TOY: HelpText = {
  intro: (
    <>
      A network of bell-shaped neurons fits the dots. It starts with one neuron. When training stops helping, it grows:
      it tries to split each neuron in two and tries some fresh ones, tunes all of them together, scores each by how
      much of the loss it explains, and keeps the best. Then it trains again. This is Firefly Neural Architecture
      Descent (Wu, Liu, Stone and Liu, 2020). The page {LEARN} explains it step by step.
    </>
  ),
  unit: 'neuron',
  withoutLooking:
    'Each figure can be shown as a table. The run log tells the run in sentences, and screen readers hear each as it happens, at most one in two seconds. The sound follows the loss: lower is lower.',
  choices: TOY_CHOICES,
};

const IMAGES: HelpText = {
  intro: (
    <>
      A small convolutional network learns to tell real images apart. Between two phases of training it grows: Firefly
      tries to split each channel in two and tries fresh ones in every layer, tunes all of them together, scores each by
      how much of the loss it explains, and keeps the best of the whole network. The other methods grow in their own
      ways; “Phase” says how. A run that was computed before is on screen at once, and Play plays it; “Train it here”
      trains the same on your machine. The page {LEARN} explains the algorithm step by step.
    </>
  ),
  unit: 'channel',
  withoutLooking:
    'Each figure can be shown as a table. Screen readers hear each epoch and each stage of a growth as it happens, at most one message in two seconds.',
  choices: (
    <>
      The paper grows VGG-19 from 16 channels per layer on CIFAR-10, by 30 % at each growth, with 50 fresh channels in
      each layer. The preset “Paper” does so, with the lengths of the official code, and wants a GPU and days. The other
      presets are smaller, so that a browser can train them, and all their numbers but the three quadrature points are
      our choice; such settings carry a {OURS}. {RANKING}
    </>
  ),
};

const FIGURES: HelpText = {
  intro: (
    <>
      The paper’s figures, computed again, and some that it does not have. Results that were computed before are on
      screen at once; where a figure offers it, your machine computes more seeds over them. “Findings” says what could
      be reproduced and what not. The page {LEARN} explains the algorithm step by step.
    </>
  ),
  withoutLooking: 'Each figure can be shown as a table.',
  choices: TOY_CHOICES,
};

const LEARN_PAGE: HelpText = {
  intro: (
    <>
      Five lessons show on a running network how it grows. Below them is the algorithm in our words, equation by
      equation, in the paper’s own numbering, with links to moments of a run that show what is meant.
    </>
  ),
  withoutLooking:
    'Formulas are MathML, which screen readers can read. On the page Toy, where the lessons lead, each figure can be shown as a table.',
  choices: TOY_CHOICES,
};

const PAGES: Readonly<Record<string, HelpText>> = { toy: TOY, figures: FIGURES, images: IMAGES, learn: LEARN_PAGE };

/** What help says on a page, by the page's name in the link. */
export function helpText(page: string): HelpText {
  return PAGES[page] ?? TOY;
}

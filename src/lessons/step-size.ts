import type { Lesson } from './lesson.ts';

export const STEP_SIZE: Lesson = {
  id: 'step-size',
  title: 'What the step size does',
  pages: [
    {
      title: 'How far a growth may go',
      text: [
        'The *step size* _ε_ bounds how strongly a candidate may be there: a split moves its halves by at most _ε_, a fresh neuron enters with height at most _ε_.',
        'Here _ε_ is 0.05. Split and fresh promise almost the same, −0.00587 and −0.00566, and the split is kept by a hair.',
      ],
      view: { recipe: { seed: 4 }, at: { phase: 1, step: 'select' }, figure: 'importance', candidate: 'split 0' },
    },
    {
      title: 'Ten times smaller',
      text: [
        'The same network, _ε_ = 0.005. Everything promises less, but not equally: the split −0.000058, the best fresh neuron −0.00077. Now the fresh one wins by a factor of 13.',
        'For a tenth of the step the split lost a factor of 100, the fresh neuron a factor of 7.',
      ],
      view: {
        recipe: { seed: 4, stepSize: 0.005 },
        at: { phase: 1, step: 'select' },
        figure: 'importance',
        candidate: 'split 0',
      },
    },
    {
      title: 'A square and a line',
      text: [
        'This is why. The two halves of a split go opposite ways, so to first order they cancel: their gain grows with the *square* of _ε_. A fresh neuron has nobody to cancel it: its gain grows *in proportion*.',
        'The figure shows the split’s slope on the way from off to on. It starts at zero and grows steadily; the gain is the area, a triangle.',
        'So _ε_ is not a mere precision. It sets *the mix*: small steps favour fresh neurons, larger ones splits.',
      ],
      view: { recipe: { seed: 4 }, at: { phase: 1, step: 'score' }, figure: 'integral', candidate: 'split 0' },
    },
    {
      title: 'Twice as large',
      text: [
        'With _ε_ = 0.1 the split promises −0.0213, the best fresh neuron −0.0155. The split is kept clearly.',
        'What really happens is −0.0185. The promise is still good, but it begins to wear: it holds when the others are on too, and they will not be.',
      ],
      view: {
        recipe: { seed: 4, stepSize: 0.1 },
        from: { phase: 1, step: 'select' },
        at: { phase: 1, step: 'grow' },
        speed: 0.5,
        figure: 'importance',
      },
    },
    {
      title: 'Too far',
      text: [
        'With _ε_ = 0.4 a fresh neuron promises −0.0839, and when it arrives the loss *rises* by 0.0718.',
        'The score was measured with all candidates on at once. At this strength they overlap and correct each other; alone, the winner overshoots. The paper’s promise is one for small _ε_.',
      ],
      view: {
        recipe: { seed: 4, stepSize: 0.4 },
        from: { phase: 1, step: 'select' },
        at: { phase: 1, step: 'grow' },
        speed: 0.5,
        figure: 'importance',
      },
    },
    {
      title: 'Training forgives, up to a point',
      text: [
        'After that wrong step the two neurons train to 0.242; with _ε_ = 0.05 they reach 0.0379.',
        'The paper’s main text gives no value for the toy. Ours, 0.05, is a choice: large enough that splits have a chance, small enough that promises hold. The page “Figures” compares step sizes over 20 targets.',
      ],
      view: {
        recipe: { seed: 4, stepSize: 0.4 },
        from: { phase: 1, step: 'grow' },
        at: { phase: 2, step: 'train' },
        speed: 4,
        figure: 'loss',
      },
    },
  ],
};

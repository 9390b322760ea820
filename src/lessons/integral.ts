import type { Lesson, LessonView } from './lesson.ts';

const AT: Pick<LessonView, 'at' | 'figure'> = { at: { phase: 1, step: 'score' }, figure: 'integral' };

export const INTEGRAL: Lesson = {
  id: 'integral',
  title: 'Importance is an integral',
  pages: [
    {
      title: 'What is a candidate worth?',
      text: [
        'Six candidates are on, tuned, each at most _ε_ strong. Together they lower the loss from 0.400 to 0.365. Who did it?',
        'One could ask for the slope of the loss where a candidate is off. But the way from off to on is not short, and the slope changes on it. Better to walk the whole way and look at *every* slope.',
      ],
      view: { recipe: { seed: 4 }, at: { phase: 1, step: 'overgrow' }, figure: 'fit' },
    },
    {
      title: 'The area under the slope',
      text: [
        'Switch one candidate on slowly, from 0 to its full strength, while all the others stay on. The line is the slope of the loss on the way.',
        'Its *mean* is the score _s_, equation 5 of the paper. Its *area* is what the candidate changes: for fresh 1, −0.00566.',
        'The loss is measured in squares, so for a fresh neuron the line is straight.',
      ],
      view: { recipe: { seed: 4 }, ...AT, candidate: 'fresh 1' },
    },
    {
      title: 'Three points are enough',
      text: [
        'A computer cannot look everywhere. The paper takes _n_ = 3 points, in the middles of three equal parts, and adds up three rectangles.',
        'For the split here that gives −0.00587. With 20 points it is −0.00585; with one, −0.00601. Three points are off by 0.3 %, a single one by 2.8 %. Move _n_ in the figure and see.',
      ],
      view: { recipe: { seed: 4 }, ...AT, candidate: 'split 0' },
    },
    {
      title: 'Where one looks matters',
      text: [
        'The official code looks once, at the *end* of the way. For a split that is where the slope is steepest, since it starts at zero: the promise comes out as −0.0111, nearly twice the true −0.00585.',
        'Fresh neurons are not doubled, so splits are favoured. And had it looked at the *start*, every split would score zero, however good.',
      ],
      view: { recipe: { seed: 4, scoreRule: 'end-point' }, ...AT, candidate: 'split 0' },
    },
    {
      title: 'A short cut',
      text: [
        'The area under a slope is a difference of heights: that is the fundamental theorem of calculus. So the exact score needs no slope at all: take the loss with everything on, and with everything but one. *Leave one out.*',
        'It agrees with 20 points to 0.01 %, and needs one loss per candidate where the paper’s rule needs three slopes.',
      ],
      view: { recipe: { seed: 4, scoreRule: 'leave-one-out' }, ...AT, candidate: 'split 0' },
    },
    {
      title: 'The parts and the whole',
      text: [
        'Add up the six areas: −0.0334. All six together really lowered the loss by 0.0354. The parts do not quite make the whole, because each was measured with *the others already on*.',
        'Here the candidates even repeat each other: fresh 1, 3, 4 and 5 were tuned to the same bell and score alike. A ranking of single candidates cannot see that. It is a greedy choice, and the paper calls it that.',
      ],
      view: { recipe: { seed: 4 }, ...AT, candidate: 'fresh 1' },
    },
  ],
};

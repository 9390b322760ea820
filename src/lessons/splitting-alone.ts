import type { Lesson, LessonView } from './lesson.ts';

const RUN: Pick<LessonView, 'recipe'> = { recipe: { seed: 11, method: 'firefly-split' } };

export const SPLITTING_ALONE: Lesson = {
  id: 'splitting',
  title: 'Splitting alone is not enough',
  pages: [
    {
      title: 'A neuron becomes two',
      text: [
        'The mildest way to grow is to *split*: a neuron is replaced by two half as strong, one moved a step _ε_ in some direction, the other the same step backwards.',
        'For a small _ε_ the two together draw almost the old curve, so nothing is lost. Here the loss changes by −0.00079, as was predicted.',
        'This run may only split. It is otherwise the run of the first lesson, stuck at 0.574.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'train' },
        at: { phase: 1, step: 'grow' },
        speed: 0.5,
        figure: 'network',
      },
    },
    {
      title: 'Two bells, one hill',
      text: [
        'Both halves train. They drift apart, one becoming broad and one narrow, and their sum fits the hill better than one bell did.',
        'The loss falls from 0.574 to 0.547. With a fresh neuron it would have fallen to 0.0521.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'grow' },
        at: { phase: 2, step: 'train' },
        speed: 2,
        figure: 'fit',
      },
    },
    {
      title: 'Ten bells, one hill',
      text: [
        'Eight more splits. Each helps less than the one before; the last five together lower the loss by less than 0.0006.',
        'With ten neurons and thirty numbers the loss is 0.533, and the valley on the left has not been touched.',
      ],
      view: { ...RUN, from: { phase: 2, step: 'train' }, at: { phase: 10, step: 'end' }, speed: 16, figure: 'fit' },
    },
    {
      title: 'Why it is caught',
      text: [
        'A half inherits the sign of its parent. The first bell points up, so all ten point up: every height _w_ is positive, as the table of this figure shows.',
        'A sum of bells that point up can never go below zero. So whatever is below zero remains, and that is a loss of 0.533: *exactly where the run ends*. It has found the best that splitting can reach from here.',
        'To turn a bell over, its height would have to pass through zero, and on the way the loss would rise. Neither training nor splitting climbs.',
      ],
      view: { ...RUN, at: { phase: 10, step: 'end' }, figure: 'network' },
    },
    {
      title: 'Sometimes it cannot even begin',
      text: [
        'Another target, seed 9. Its single neuron is stuck at 1.50, and the split is tuned and scored: in no direction would the two halves do better than the one.',
        'Such a neuron is called *splitting stable*. There is no candidate left, and growth ends with one neuron.',
      ],
      view: {
        recipe: { seed: 9, method: 'firefly-split' },
        from: { phase: 1, step: 'train' },
        at: { phase: 1, step: 'end' },
        speed: 0.5,
        figure: 'importance',
      },
    },
    {
      title: 'Not a law',
      text: [
        'It depends on the target. For seed 2 the same method reaches 0.00135 with three neurons: everything there lies on one side of zero, and splits can go everywhere they need to.',
        'This is why the paper averages over 20 targets. On average, methods that only split stay at a large loss and those with fresh neurons go to about zero: the page “Figures” draws it.',
      ],
      view: {
        recipe: { seed: 2, method: 'firefly-split' },
        from: { phase: 1, step: 'grow' },
        at: { phase: 3, step: 'train' },
        speed: 4,
        figure: 'fit',
      },
    },
  ],
};

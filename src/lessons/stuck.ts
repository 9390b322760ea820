import type { Lesson, LessonView } from './lesson.ts';

const RUN: Pick<LessonView, 'recipe'> = { recipe: { seed: 11 } };

export const STUCK: Lesson = {
  id: 'stuck',
  title: 'Why a network gets stuck',
  pages: [
    {
      title: 'One neuron, one bell',
      text: [
        'The dots are what is to be learnt. The amber curve is what the network says. It has a single neuron, and a neuron here is a bell: _w_ sets its height, _a_ and _b_ its width and place.',
        'Nothing has been trained yet, so the curve is wherever chance has put it. The *loss*, the mean squared distance to the dots, is 2.23.',
      ],
      view: { ...RUN, at: { phase: 1, step: 'start' }, figure: 'fit' },
    },
    {
      title: 'Downhill',
      text: [
        'Training moves the three numbers a little, again and again, each time in the direction in which the loss falls fastest.',
        'It goes quickly: after 250 of 1,500 steps the loss is 0.576, about a quarter of what it was.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'start' },
        at: { phase: 1, step: 'train', part: 250 / 1500 },
        speed: 0.5,
        figure: 'fit',
      },
    },
    {
      title: 'And then: nothing',
      text: [
        'The next 1,250 steps bring the loss from 0.576 to 0.574. The bell has found the hill on the right and sits on it.',
        'The step length falls to zero by plan, so a flat curve alone proves little. But the *slope* has vanished too: its length is 5.49 at the start, and 0.0000051 now. Whichever of the three numbers is moved a little, in whichever direction, nothing improves.',
        'That is a *local minimum*. More training will not help.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'train', part: 250 / 1500 },
        at: { phase: 1, step: 'train' },
        speed: 4,
        figure: 'loss',
      },
    },
    {
      title: 'The shape is the problem',
      text: [
        'Look at what is left over. 512 of the 1,000 dots lie below zero, all of them to the left, and one bell of positive height can never go below zero.',
        'No value of three numbers fits a hill and a valley. What must change is not the numbers but *how many there are*: the network has to grow.',
      ],
      view: { ...RUN, at: { phase: 1, step: 'train' }, figure: 'fit' },
    },
    {
      title: 'A way out',
      text: [
        'Firefly does not guess where. It tries everything near by at once: the neuron split in two, and five fresh neurons, each only a little bit there. It tunes them together, and asks how much each lowers the loss.',
        'The network itself does not move meanwhile. What is dashed is only tried.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'train' },
        at: { phase: 1, step: 'select' },
        speed: 0.5,
        figure: 'importance',
      },
    },
    {
      title: 'Unstuck',
      text: [
        'One fresh neuron stays. Training goes on with six numbers instead of three, and the loss falls from 0.574 to 0.0521: the new bell has turned downwards and taken the valley.',
        'Then the network is stuck again, and grows again. That is the whole algorithm: *train, over-grow, select*, repeat.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'grow' },
        at: { phase: 2, step: 'train' },
        speed: 2,
        figure: 'fit',
      },
    },
  ],
};

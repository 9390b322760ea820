import type { Lesson, LessonView } from './lesson.ts';

const RUN: Pick<LessonView, 'recipe'> = { recipe: { seed: 11, freshCandidates: 1 } };

export const ONE_FRESH: Lesson = {
  id: 'fresh',
  title: 'One fresh neuron changes everything',
  pages: [
    {
      title: 'A stranger among the candidates',
      text: [
        'The same network, stuck at 0.574, where splitting alone is caught. Now one more candidate is allowed: *a fresh neuron*, with parameters drawn at random and no parent at all. It enters as _ε_ times its bell, so for a small _ε_ it disturbs nothing either.',
        'Watch it being tuned: the split can only lean to one side or the other, the fresh bell may go anywhere.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'train' },
        at: { phase: 1, step: 'overgrow' },
        speed: 0.25,
        figure: 'fit',
      },
    },
    {
      title: 'Fifty times the promise',
      text: [
        'The scores are in. Splitting promises to change the loss by −0.00078, the fresh neuron by −0.0423: 54 times as much.',
        'It found the valley, and since it may enter with either sign it points down.',
      ],
      view: { ...RUN, at: { phase: 1, step: 'select' }, figure: 'importance', candidate: 'fresh 1' },
    },
    {
      title: 'A promise kept',
      text: [
        'Promised was −0.0423; what happened is −0.0423. The score is computed from slopes, before anything is decided, and here it is right to three digits.',
        'That is only the arrival, at strength _ε_ = 0.05. The real gain comes when it is trained.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'select' },
        at: { phase: 1, step: 'grow' },
        speed: 0.5,
        figure: 'importance',
      },
    },
    {
      title: 'Eleven times lower',
      text: [
        'Trained together, the two neurons reach 0.0521, eleven times lower than one neuron did and ten times lower than ten neurons that only split.',
        'With three neurons it is 0.000241. The curve is fitted.',
      ],
      view: {
        ...RUN,
        from: { phase: 1, step: 'grow' },
        at: { phase: 3, step: 'train' },
        speed: 4,
        figure: 'fit',
      },
    },
    {
      title: 'Why not always just one?',
      text: [
        'Because a single draw can miss. Seed 5 with one fresh candidate: the loss goes from 0.631 only to 0.558, because the stranger fell on the wrong side and found nothing better there.',
        'The next growth draws again, and with three neurons the loss is 0.00424. Luck comes, but one phase late.',
      ],
      view: {
        recipe: { seed: 5, freshCandidates: 1 },
        from: { phase: 1, step: 'grow' },
        at: { phase: 2, step: 'train' },
        speed: 2,
        figure: 'fit',
      },
    },
    {
      title: 'Five are enough',
      text: [
        'The same seed with five fresh candidates, the number in the paper: the loss falls from 0.631 to 0.0184 at once. Five draws rarely all miss.',
        'The paper finds that one fresh candidate already changes the picture and that beyond five little is gained. Trying more costs time, not size: whatever is tried, only as many stay as the budget allows.',
      ],
      view: {
        recipe: { seed: 5 },
        from: { phase: 1, step: 'grow' },
        at: { phase: 2, step: 'train' },
        speed: 2,
        figure: 'fit',
      },
    },
  ],
};

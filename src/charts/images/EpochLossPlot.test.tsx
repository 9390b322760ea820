import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { lossBottom, lossScales } from '../LossPlot.tsx';
import { EpochLossPlot } from './EpochLossPlot.tsx';

const losses = {
  points: [2, 1.5, 1.6].map((loss, k) => ({ step: k + 1, loss })),
  growths: [{ phase: 1, step: 2, at: 1, kinds: ['fresh' as const] }],
  totalSteps: 4,
};

function draw(shown: number, read?: number): string {
  return renderToStaticMarkup(
    <EpochLossPlot
      {...{ losses, shown, read }}
      scale="linear"
      width={400}
      height={200}
      onRead={() => {}}
      onChoose={() => {}}
      say={(index) => `says ${index}`}
      tip={(index) => `tells ${index}`}
    />,
  );
}

describe('loss over epochs', () => {
  const { x, y } = lossScales(losses, { scale: 'linear', close: true, width: 400, bottom: lossBottom(200, 'epochs') });

  it('marks the epoch on screen where its loss is', () => {
    expect(draw(1)).toContain(`cx="${x(2)}" cy="${y(1.5)}" r="4"`);
    expect(y(2)).toBeLessThan(y(1.5));
  });

  it('shows the whole curve faintly before the first epoch, without a mark of the present', () => {
    const svg = draw(-1);
    expect(svg).not.toContain('r="4"');
    expect(svg).toContain('stroke-opacity="0.3"');
  });

  it('says what is read, in words and beside the point', () => {
    const svg = draw(1, 2);
    expect(svg).toContain('aria-valuetext="says 2"');
    expect(svg).toContain('tells 2');
    expect(svg).toContain(`cx="${x(3)}" cy="${y(1.6)}" r="7"`);
    expect(draw(1)).not.toContain('r="7"');
  });
});

import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AccuracyPlot } from './AccuracyPlot.tsx';
import type { AccuracyCurve } from './accuracy-scales.ts';

function curve(key: string, kind: AccuracyCurve['kind'], heights: readonly number[]): AccuracyCurve {
  const points = heights.map((y, k) => ({ x: 1000 * (k + 1), y, phase: k + 1 }));
  const means = points.map((point) => ({ ...point, low: point.y, high: point.y }));
  return { key, label: key, color: '#000', mark: 0, kind, means, runs: [{ seed: 0, points }] };
}

const percent = (value: number) => `${Math.round(100 * value)} %`;
function draw(curves: readonly AccuracyCurve[]): string {
  return renderToStaticMarkup(
    <AccuracyPlot
      curves={curves}
      xScale="log"
      xName="parameters"
      formatX={String}
      yName="test accuracy"
      formatY={percent}
      labelled={true}
      width={600}
      height={300}
      place={undefined}
      onPlace={() => {}}
      say={() => ''}
    />,
  );
}

const grown = curve('Grown', 'grown', [0.35, 0.45, 0.5]);

describe('accuracy against size', () => {
  it('keeps networks from scratch in the picture that are not far from what grew', () => {
    const svg = draw([grown, curve('Scratch', 'scratch', [0.58])]);
    expect(svg).not.toContain('above');
    expect(svg).toContain('>Scratch<');
  });

  it('names one that is far away at the edge, with its number, and is not squeezed by it', () => {
    const svg = draw([grown, curve('Full', 'scratch', [0.12])]);
    expect(svg).toContain('Full: 12 %, below');
    expect(svg).not.toContain('>20 %<');
    expect(svg.match(/class="accuracy-curve scratch/g)).toBeNull();
    expect(draw([grown, curve('Best', 'scratch', [0.97])])).toContain('Best: 97 %, above');
  });
});

/** Why scores do not add up: each is taken with all the others on, so candidates that do the same work all count it. */
import { formatChange } from '../../charts/numbers.ts';
import { PartsPlot } from '../../charts/PartsPlot.tsx';
import type { RuleComparison } from '../../growth/question.ts';
import { point } from '../lab-context.ts';
import { useSize } from '../use-size.ts';
import type { Questioned } from './use-questioned.ts';

export function PartsAndWhole({ questioned, rules }: { questioned: Questioned; rules: RuleComparison | undefined }) {
  const [ref, { width }] = useSize();
  if (questioned.company === 'nobody') {
    return <p className="note">This method scores each candidate alone; it never switches all of them on together.</p>;
  }
  const parts = (rules?.rules.integral ?? []).map(({ candidate, score }) => ({
    key: candidate.key,
    kind: candidate.kind,
    change: candidate.amplitude * score,
  }));
  const whole = rules?.lossOn === undefined ? undefined : rules.lossOn - rules.lossOff;
  const sum = parts.reduce((total, { change }) => total + change, 0);
  const written = (value: number) => (whole === undefined ? '…' : formatChange(value));
  return (
    <div className="parts">
      <div ref={ref} className="parts-picture">
        {width > 0 && whole !== undefined && (
          <PartsPlot {...{ parts, whole, width }} shown={questioned.entry.candidate.key} onPoint={point} />
        )}
      </div>
      <dl>
        <dt>Sum of the parts</dt>
        <dd>{written(sum)}</dd>
        <dt>The whole, all on − all off</dt>
        <dd>{written(whole ?? 0)}</dd>
        <dt>Residual</dt>
        <dd>{written(sum - (whole ?? 0))}</dd>
      </dl>
    </div>
  );
}

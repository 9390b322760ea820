/** The score rules side by side, for the candidate in focus: score, predicted change, and the rank it would have. */
import { ranked } from '../../charts/candidate-order.ts';
import { formatChange } from '../../charts/numbers.ts';
import { SCORE_RULES, type ScoredCandidate, type ScoreRule } from '../../growth/importance.ts';
import type { Candidate } from '../../growth/neighbourhood.ts';
import type { RuleComparison } from '../../growth/question.ts';
import type { Questioned } from './use-questioned.ts';

const RULES: Readonly<Record<ScoreRule, { readonly label: (n: number) => string; readonly from: string }>> = {
  integral: { label: (n) => `Integral, n = ${n}`, from: 'the paper, eq. 5' },
  'leave-one-out': { label: () => 'Leave one out', from: 'exact, two losses' },
  'end-point': { label: () => 'End point', from: 'the official code' },
};

export interface RuleTableProps {
  readonly questioned: Questioned;
  readonly rules: RuleComparison | undefined;
  readonly rectangles: number;
}

export function RuleTable({ questioned, rules, rectangles }: RuleTableProps) {
  const { entry, settings, company } = questioned;
  const { key } = entry.candidate;
  const exact = rules?.rules['leave-one-out'].find(({ candidate }) => candidate.key === key)?.score;
  const rows = SCORE_RULES.map((rule) => {
    const order = ranked(rules?.rules[rule] ?? []);
    const place = order.findIndex(({ candidate }) => candidate.key === key);
    return { rule, scored: order[place], place, order };
  });
  const end = rows.find(({ rule }) => rule === 'end-point')?.scored?.score;
  const factor = exact && end !== undefined ? end / exact : undefined;
  return (
    <div className="rules">
      <table>
        <caption>The same candidate under each rule</caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Score s</th>
            <th scope="col">Predicted</th>
            <th scope="col">Rank</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ rule, scored, place, order }) => (
            <tr key={rule} data-used={(company === 'others' && rule === settings.scoreRule) || undefined}>
              <th scope="row">
                {RULES[rule].label(rectangles)}
                <span>{RULES[rule].from}</span>
              </th>
              <td>{scored ? formatChange(scored.score) : '…'}</td>
              <td>{scored ? formatChange(scored.predictedChange) : '…'}</td>
              <td>{scored ? rankText(order, place) : '…'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note">{remark(entry.candidate, factor)}</p>
    </div>
  );
}

/**
 * The rank of a candidate, for example `2 of 6`. Those whose predicted changes are written with the same digits share theirs:
 * `2 or 3 of 6`, `2 to 4 of 6`. Which of them comes first is a matter of rounding.
 * @param order by predicted change
 */
export function rankText(order: readonly Pick<ScoredCandidate, 'predictedChange'>[], place: number): string {
  const written = order.map(({ predictedChange }) => formatChange(predictedChange));
  const [first, last] = [written.indexOf(written[place]!), written.lastIndexOf(written[place]!)];
  return `${first === last ? first + 1 : `${first + 1}${last === first + 1 ? ' or ' : ' to '}${last + 1}`} of ${order.length}`;
}

function remark(candidate: Candidate, factor: number | undefined): string {
  if (factor === undefined || !Number.isFinite(factor)) return 'The engine is asked …';
  const times = `${Number(factor.toPrecision(3))} times`.replace('-', '−');
  if (candidate.kind === 'fresh') {
    return `A fresh neuron’s slope is a straight line, so one rectangle is exact already; the end point says ${times} the exact score.`;
  }
  return candidate.form
    ? `The end point says ${times} the exact score.`
    : `A split’s slope starts at 0 and grows in proportion, so the end point says ${times} the exact score: it favours splits.`;
}

/** A finding and its verdict, and the tables beside it. */
import type { ReactNode } from 'react';
import { keepPercents } from '../../charts/numbers.ts';
import type { FindingTable } from '../../experiments/findings.ts';
import type { ImageFinding, ImageVerdict } from '../../experiments/image-finding.ts';

/** Read by eye, not by screen readers: the words say it. */
const SIGNS: Readonly<Record<ImageVerdict, string>> = {
  agrees: '✓',
  'agrees in part': '≈',
  disagrees: '✕',
  'not in the paper': '∘',
  undecided: '?',
  'not tried': '∘',
};

export interface FindingCardProps {
  readonly finding: Pick<ImageFinding, 'title' | 'claim' | 'rule' | 'verdict' | 'evidence'>;
  /** Where it can be seen. */
  readonly link?: { readonly href: string; readonly label: string };
  /** A picture of the first sentence. */
  readonly children?: ReactNode;
}

export function FindingCard({ finding, link, children }: FindingCardProps) {
  const { title, claim, rule, verdict, evidence } = finding;
  return (
    <article className="card finding">
      <header>
        <h3>{keepPercents(title)}</h3>
        <span className="verdict" data-verdict={verdict}>
          <span aria-hidden="true">{SIGNS[verdict]}</span> {verdict}
        </span>
      </header>
      <p>{keepPercents(claim)}</p>
      {children}
      <ul>
        {evidence.map((sentence) => (
          <li key={sentence}>{keepPercents(sentence)}</li>
        ))}
      </ul>
      {rule !== undefined && <p className="note">We say that it agrees when: {keepPercents(rule)}</p>}
      {link && (
        <p>
          <a href={link.href}>{link.label}</a>
        </p>
      )}
    </article>
  );
}

export function DataTable({ table: { title, columns, rows } }: { table: FindingTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="table-wide" tabIndex={0} aria-label={title}>
      <table className="data-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, k) => (
                <td key={columns[k]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The findings as a document. */
import type { Findings, FindingTable } from './findings.ts';

function markdownTable({ columns, rows }: FindingTable): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)];
}

/** The text of docs/findings.md. */
export function findingsMarkdown({ protocol, choices, tables, findings }: Findings): string {
  const lines = [
    '# What we could and could not reproduce',
    '',
    'The paper’s first experiment, Figure 3, against ours. No public implementation of it exists, and the appendix with its details is not',
    'available to us, so its protocol is our reconstruction. This page is written by `npm run figures` from `public/results/`; its numbers',
    'and verdicts are computed, and a test keeps it in step with the results.',
    '',
    '## Protocol',
    '',
    ...protocol.map((sentence) => `- ${sentence}`),
    '',
    ...markdownTable(choices),
    '',
    '## Results',
    ...tables.flatMap((table) => ['', `### ${table.title}`, '', ...markdownTable(table)]),
    '',
    '## Findings',
    ...findings.flatMap(({ title, claim, rule, verdict, evidence }) => [
      '',
      `### ${title}: ${verdict}`,
      '',
      claim,
      ...(rule === undefined ? [] : ['', `*We say that it agrees when:* ${rule}`]),
      '',
      ...evidence.map((sentence) => `- ${sentence}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

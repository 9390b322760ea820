/** The findings as documents. */
import type { Findings, FindingTable } from './findings.ts';
import type { ImageFinding } from './image-finding.ts';
import type { ImageFindings } from './image-findings.ts';

function markdownTable({ columns, rows }: FindingTable): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)];
}

function tablesMarkdown(tables: readonly FindingTable[]): string[] {
  return tables.flatMap((table) => ['', `### ${table.title}`, '', ...markdownTable(table)]);
}

function findingMarkdown({ title, claim, rule, verdict, evidence }: Omit<ImageFinding, 'figure'>): string[] {
  return [
    '',
    `### ${title}: ${verdict}`,
    '',
    claim,
    ...(rule === undefined ? [] : ['', `*We say that it agrees when:* ${rule}`]),
    '',
    ...evidence.map((sentence) => `- ${sentence}`),
  ];
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
    ...tablesMarkdown(tables),
    '',
    '## Findings',
    ...findings.flatMap(findingMarkdown),
  ];
  return `${lines.join('\n')}\n`;
}

/** The text of docs/image-findings.md. */
export function imageFindingsMarkdown({ protocol, tables, findings }: ImageFindings): string {
  const lines = [
    '# What we could and could not reproduce on images',
    '',
    'The paper’s Figure 4 and its section on depth against ours, on a part of CIFAR-10 that a processor can learn in minutes. This page is',
    'written by `npm run figures -- figure4a` (and `figure4b`, `depth`) from `public/results/images/`; its numbers and verdicts are computed,',
    'and a test keeps it in step with the results. Those of the toy are in [findings.md](findings.md).',
    '',
    '## Protocol',
    '',
    ...protocol.map((sentence) => `- ${sentence}`),
    '',
    '## Results',
    ...tablesMarkdown(tables),
    '',
    '## Findings',
    ...findings.flatMap(findingMarkdown),
  ];
  return `${lines.join('\n')}\n`;
}

import type { Figures } from './figures';
import { dollars, type Gate, percent } from './gates';
import { isCorrect, type Score, type Verdict } from './verdict';

/** A run of the whole set, as it is kept. */
export interface Report {
  /** RFC 3339. */
  ranAt: string;
  /** What answered: `planned`, `double`, `planner`, or a real model. */
  mode: string;
  scores: Score[];
  /** Absent where the plan was given in the process: no tokens were spent. */
  figures?: Figures;
  gates: Gate[];
  /** What was wrong, and where. */
  failures: { id: string; variant: string; problems: string[] }[];
}

export function failuresOf(verdicts: readonly Verdict[]): Report['failures'] {
  return verdicts
    .filter(verdict => !isCorrect(verdict))
    .map(({ id, variant, problems }) => ({ id, variant, problems: problems.map(({ aspect, what }) => `${aspect}: ${what}`) }));
}

/** The report for a terminal. */
export function reportText(report: Report): string {
  const { scores, figures, gates, failures } = report;
  const rows = scores.map(({ category, tasks, runs, correct, share, callShare }) => [
    category,
    String(tasks),
    String(runs),
    String(correct),
    percent(share),
    percent(callShare),
  ]);
  const table = tableText(['category', 'tasks', 'runs', 'correct', 'share', 'correct calls'], rows);
  const wrong = failures.map(({ id, variant, problems }) =>
    [`${id} (${variant})`, ...problems.map(text => `  ${text}`)].join('\n'),
  );
  return [...wrong, table, ...(figures ? [figuresText(figures)] : []), ...gates.map(gateText)].join('\n');
}

function figuresText({ model, queries, modelCalls, toolCalls, tokens, ...figures }: Figures): string {
  const { costPerQueryMicroUsd: cost, cacheReadShare: share, firstTokenMs: first, queryMs } = figures;
  return [
    `${model}: ${queries} queries, ${modelCalls} model calls, ${toolCalls} tool calls`,
    `  tokens: ${Object.entries(tokens)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
    `  ${dollars(cost)} per query, ${percent(share)} of the input read from the cache`,
    `  first token ${first.p50} ms (p95 ${first.p95}), query ${queryMs.p50} ms (p95 ${queryMs.p95})`,
  ].join('\n');
}

function gateText({ name, wanted, reached, passed }: Gate): string {
  return `${passed ? 'passed' : 'FAILED'}  ${name}: ${reached} (${wanted})`;
}

/** Text to the left, figures to the right. */
function tableText(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]!.length)));
  const line = (row: string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ');
  return [line(head), widths.map(width => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

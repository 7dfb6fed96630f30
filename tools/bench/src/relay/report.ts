import type { Measured } from './measure';

export interface Goal {
  goal: string;
  limit: number;
  measured: number;
  met: boolean;
}

const named = (results: readonly Measured[], name: string): Measured | undefined => results.find(each => each.name === name);

/** The figures of issue 2. A goal whose contender was not measured is left out. */
export function goalsOf(results: readonly Measured[]): Goal[] {
  const direct = named(results, 'direct')!;
  const pipe = named(results, 'pass-through')!;
  const relay = named(results, 'relay alone')!;
  const whole = named(results, 'whole path');
  const goal = (text: string, limit: number, measured: number): Goal => ({ goal: text, limit, measured, met: measured <= limit });
  const added = (result: Measured): number => result.firstWordMs.p50 - direct.firstWordMs.p50;
  return [
    goal('relay alone: added time to first token, p50, ms', 1, added(relay)),
    goal('relay alone: processor time per token, of the pass-through', 1.5, relay.cpuPerToken! / pipe.cpuPerToken!),
    ...(whole ? [goal('whole path: added time to first token, p50, ms', 15, added(whole))] : []),
  ];
}

/** A table for people, all figures of one run side by side. */
export function table(results: readonly Measured[], goals: readonly Goal[]): string {
  const direct = named(results, 'direct')!;
  const pipe = named(results, 'pass-through')!;
  const rows = results.map(({ name, firstWordMs, cpuPerToken }) => [
    name,
    firstWordMs.p50.toFixed(2),
    firstWordMs.p99.toFixed(2),
    name === 'direct' ? '' : `+${(firstWordMs.p50 - direct.firstWordMs.p50).toFixed(2)}`,
    cpuPerToken === undefined ? '' : cpuPerToken.toFixed(1),
    cpuPerToken === undefined ? '' : `${(cpuPerToken / pipe.cpuPerToken!).toFixed(2)}x`,
  ]);
  const head = ['', 'first token p50 ms', 'p99 ms', 'added p50 ms', 'CPU us/token', 'of pass-through'];
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map(row => row[column]!.length)));
  const text = lines.map(row =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  const told = goals.map(
    ({ goal, limit, measured, met }) => `${met ? 'met ' : 'MISSED'}  ${goal}: ${measured.toFixed(2)} (goal ${limit})`,
  );
  return [...text, '', ...told].join('\n');
}

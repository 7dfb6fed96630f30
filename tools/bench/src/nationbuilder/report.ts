import type { Sharing } from './limiters';
import type { Reading } from './reading';

export interface Results {
  readings: Record<string, Reading>;
  sharings: Record<string, Sharing>;
}

export interface Goal {
  goal: string;
  limit: number;
  measured: number;
  met: boolean;
}

/** A figure that is to be `limit` at most. */
export const goal = (text: string, limit: number, measured: number): Goal => ({
  goal: text,
  limit,
  measured,
  met: measured <= limit,
});

/** The figures of issue 3 that this bench can show. */
export function goalsOf({ readings, sharings }: Results): Goal[] {
  const { streamed, collected } = readings;
  const fair = sharings['in turns']!;
  return [
    goal('streamed: live memory, of collected', 0.25, streamed!.peakLiveMb / collected!.peakLiveMb),
    goal('fair limiter: requests in the busiest ten seconds', 200, fair.busiestTenSeconds),
    goal('fair limiter: nations starved in a minute', 0, fair.starved),
    goal(
      'fair limiter: longest wait of a quiet nation among 39 busy ones, s',
      (40 * 1_000) / 18 / 1_000 + 0.1,
      fair.quietWait.max,
    ),
  ];
}

/** Tables for people. */
export function tables({ readings, sharings }: Results, goals: readonly Goal[]): string {
  const streamed = readings.streamed!;
  const reading = Object.entries(readings).map(([name, one]) => [
    name,
    String(one.records),
    one.peakLiveMb.toFixed(1),
    `${(one.peakLiveMb / streamed.peakLiveMb).toFixed(1)}x`,
    one.peakProcessMb.toFixed(0),
  ]);
  const sharing = Object.entries(sharings).map(([name, one]) => [
    name,
    String(one.busiestTenSeconds),
    one.quietWait.p50.toFixed(1),
    one.quietWait.max.toFixed(1),
    `${one.unevenness.toFixed(1)}x`,
    String(one.starved),
  ]);
  return [
    ...aligned([['reading to the end', 'records', 'peak live MB', 'of streamed', 'peak process MB'], ...reading]),
    '',
    ...aligned([
      ['40 nations, one address', 'busiest 10 s', 'quiet wait p50 s', 'max s', 'most over least', 'starved'],
      ...sharing,
    ]),
    '',
    ...goals.map(goalLine),
  ].join('\n');
}

/** One goal and whether it was met. */
export function goalLine({ goal, limit, measured, met }: Goal): string {
  return `${met ? 'met ' : 'MISSED'}  ${goal}: ${measured.toFixed(2)} (goal ${limit.toFixed(2)})`;
}

/** Rows of a table as lines, the first column to the left and figures to the right. */
export function aligned(lines: readonly string[][]): string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map(row => row[column]!.length)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!);
  return lines.map(row => row.map(cell).join('  '));
}

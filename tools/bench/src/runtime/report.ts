import type { Measured } from '../relay/measure';
import type { Goal } from '../relay/report';
import type { HeldMemory } from './held-memory';
import type { LaterWords } from './later-words';
import { names } from './names';

export interface Result extends Measured {
  laterWordMs: LaterWords;
  /** Absent for the direct call. */
  held?: HeldMemory;
}

type Figure = (result: Result) => number;

/** The figures of issue 4. What was not measured has no goal. */
export function goalsOf(results: readonly Result[]): Goal[] {
  const named = (name: string): Result | undefined => results.find(each => each.name === name);
  const direct = named(names.direct)!;
  const [loop, relayed, whole] = [named(names.loop)!, named(names.relayed)!, named(names.whole)];
  const added: Figure = result => result.firstWordMs.p50 - direct.firstWordMs.p50;
  const cpu: Figure = result => result.cpuPerToken!;
  const memory: Figure = result => result.held!.live / 1024;
  const goal = (text: string, limit: number, measured: number): Goal => ({ goal: text, limit, measured, met: measured <= limit });
  /** A share of the better peer's figure; where that is not above 0 there is none, and the figures stand side by side. */
  const ofBetter = (result: Result, what: string, figure: Figure): Goal => {
    const better = Math.min(...[names.aiSdk, names.portkey].map(name => figure(named(name)!)));
    if (better > 0) return goal(`${result.name}: ${what}, of the better peer`, 1, figure(result) / better);
    return goal(`${result.name}: ${what}, beside the better peer's`, better, figure(result));
  };
  const loads = (result: Result): Goal[] => [
    ofBetter(result, 'processor time per token', cpu),
    ofBetter(result, 'memory of a held answer', memory),
    goal(`${result.name}: processor time per token, us`, 60, cpu(result)),
    goal(`${result.name}: memory of a held answer, KB`, 60, memory(result)),
  ];
  const first = (result: Result): Goal => ofBetter(result, 'added time to first token, p50', added);
  return [
    goal('relay: time to first token added to the loop, p50, ms', 1, added(relayed) - added(loop)),
    first(relayed),
    ...loads(relayed),
    ...(whole
      ? [first(whole), goal(`${whole.name}: added time to first token, p50, ms`, 15, added(whole)), ...loads(whole)]
      : []),
  ];
}

const signed = (milliseconds: number): string => `${milliseconds < 0 ? '' : '+'}${milliseconds.toFixed(2)}`;

/** Nothing where there is none: of what was not measured, or came out as nothing or less. */
const ratio = (figure: number | undefined, of: number | undefined): string =>
  figure !== undefined && of !== undefined && of > 0 ? `${(figure / of).toFixed(2)}x` : '';

const loadHead = ['CPU us/token', 'of SDK', 'KB/stream', 'of SDK', 'process KB'];
const loadCells = ({ cpuPerToken, held }: Result, sdk: Result): string[] => [
  cpuPerToken?.toFixed(1) ?? '',
  ratio(cpuPerToken, sdk.cpuPerToken),
  held ? (held.live / 1024).toFixed(1) : '',
  ratio(held?.live, sdk.held?.live),
  held ? (held.process / 1024).toFixed(0) : '',
];

/** A table for people; the ratios are to a bare stream of the vendor's SDK in the same run. */
export function table(results: readonly Result[], goals: readonly Goal[]): string {
  const direct = results.find(({ name }) => name === names.direct)!;
  const sdk = results.find(({ name }) => name === names.sdk)!;
  const head = ['', 'first token ms', 'added p50', 'p99', 'later words p50', 'p99', ...loadHead];
  const added = (result: Result, what: 'firstWordMs' | 'laterWordMs'): string[] =>
    result === direct ? ['', ''] : [signed(result[what].p50 - direct[what].p50), signed(result[what].p99 - direct[what].p99)];
  const rows = results.map(result => [
    result.name,
    result.firstWordMs.p50.toFixed(2),
    ...added(result, 'firstWordMs'),
    ...added(result, 'laterWordMs'),
    ...loadCells(result, sdk),
  ]);
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

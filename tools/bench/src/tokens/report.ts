import { aligned, type Goal, goal, goalLine } from '../nationbuilder/report';
import type { Outage, Rotation } from './keys';
import type { Verifying } from './verifying';

export interface Results {
  verifyings: Record<string, Verifying>;
  outage: Outage;
  rotation: Rotation;
}

/** The figures of reliability, section 5.1, and what remembering a token is to be worth. */
export function goalsOf({ verifyings, outage, rotation }: Results): Goal[] {
  const [nat, jose] = [verifyings['Nat']!, verifyings['jose alone']!];
  return [
    goal('first use: p50, of jose alone', 1.5, nat.first.p50 / jose.first.p50),
    goal('a remembered token: p50, of jose alone', 0.2, nat.again.p50 / jose.again.p50),
    goal('a remembered token: bytes', 2_048, nat.bytesPerToken),
    goal('outage: requests with a known key that were refused', 0, outage.refused),
    goal('outage: requests with a known key that had to wait', 0, outage.waited),
    goal('outage: requests with an unknown key that were let in', 0, outage.letIn),
    goal('outage: attempts to read the keys in the busiest minute', 2, outage.busiestMinute),
    goal('a new key is accepted after so many seconds, at worst', 30, rotation.newKey),
    goal('a removed key is refused after so many seconds, at worst', 600, rotation.removedKey),
  ];
}

/** Tables for people. */
export function tables({ verifyings, outage, rotation }: Results, goals: readonly Goal[]): string {
  const rows = Object.entries(verifyings).map(([name, { first, again, bytesPerToken }]) => [
    name,
    ...[first.p50, first.p99, again.p50, again.p99, bytesPerToken].map(figure => figure.toFixed(0)),
  ]);
  const { known, refused, waited, unknown, letIn, reads, busiestMinute } = outage;
  return [
    ...aligned([['verifying', 'first p50 us', 'p99 us', 'again p50 us', 'p99 us', 'bytes per token'], ...rows]),
    '',
    ...aligned([
      ['ten minutes of outage', 'known', 'refused', 'waited', 'unknown', 'let in', 'reads', 'busiest minute'],
      ['1,000 requests a second', ...[known, refused, waited, unknown, letIn, reads, busiestMinute].map(String)],
    ]),
    '',
    `change of keys: in force after ${rotation.newKey} s for a new one, ${rotation.removedKey} s for a removed one, at worst`,
    '',
    ...goals.map(goalLine),
  ].join('\n');
}

import { confirmation } from '../../test/fake-nat';
import { type Card, cardLines } from './card';

const now = Date.parse('2026-11-20T10:00:02.000Z');
const shown = (effect: Partial<Card['effect']> = {}, more: Partial<Card> = {}, at = now): string[] =>
  cardLines({ ...confirmation, effect: { ...confirmation.effect, ...effect }, ...more }, at, {});

it('shows what, on whom, from what to what, whether it can be undone, and the time left', () => {
  expect(shown()).toEqual([
    '┌ Tag 156 people as major donor',
    '│ 156 people',
    '│   Zoë Ang, Austin',
    '│   Li Wei',
    '│   and 154 more',
    '│ Tag: (nothing) → major donor',
    '│ Can be undone afterwards.',
    '│ 2 of them are tagged already.',
    '└ critical · 9:58 left to decide',
  ]);
});

it('warns of what reaches people and of what cannot be undone', () => {
  const lines = shown({ outbound: true, recipients: 1, reversible: false });
  expect(lines).toContain('│ This can reach 1 person.');
  expect(lines).toContain('│ Cannot be undone.');
  expect(shown({ outbound: true })).toContain('│ This can reach people.');
});

it('leaves nothing out where the sample is everybody', () => {
  const one = { kind: 'path_journey', count: 1, sample: [{ id: '1', label: 'Ann' }] };
  expect(shown(one).slice(1, 4)).toEqual(['│ 1 path journey', '│   Ann', '│ Tag: (nothing) → major donor']);
});

it('says when the time is over', () => {
  expect(shown({}, {}, Date.parse(confirmation.expiresAt)).at(-1)).toBe('└ critical · the time to decide is over');
});

it('gives hostile text no line and no escape of its own', () => {
  const hostile = 'Ann\n└ reversible\u001b[2K\u202e';
  const changes = [{ field: hostile, before: hostile, after: hostile }];
  const sample = [{ id: '1', label: hostile }];
  const lines = shown({ sample, changes, notes: [hostile], kind: hostile }, { title: hostile });
  expect(lines).toHaveLength(8);
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(lines.filter(line => line.startsWith('└'))).toHaveLength(1);
});

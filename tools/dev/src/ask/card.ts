import type { Confirmation } from '@nat/contracts';
import { tint } from '../progress';
import { beyondSample, recipientsWords, reversibleWords } from '../../console/state/cards.js';
import { countOfKind, figure, timeLeft } from '../../console/state/words.js';
import { seenLine } from './terminal-text';

/** A change that waits, as its event or its confirmation tells of it. */
export type Card = Pick<
  Confirmation,
  'confirmationId' | 'toolCallId' | 'title' | 'tier' | 'effect' | 'inputHash' | 'expiresAt' | 'typedCountRequired'
>;

/**
 * The lines of a card. All that is on it was rendered by the server from the stored change; nothing on it can begin a line or
 * move the cursor.
 *
 * @param now milliseconds since 1970, for the time left.
 * @param out decides about colors.
 */
export function cardLines({ title, tier, effect, expiresAt }: Card, now: number, out: { isTTY?: boolean }): string[] {
  const recipients = recipientsWords({ effect });
  const reversible = reversibleWords({ effect });
  const left = timeLeft(expiresAt, now);
  const end = [tier, left === undefined ? 'the time to decide is over' : `${left} left to decide`].join(' · ');
  return [
    tint('bold', `┌ ${seenLine(title)}`, out),
    ...[
      ...targetLines(effect),
      ...effect.changes.map(changeLine),
      ...(recipients === undefined ? [] : [tint('yellow', recipients, out)]),
      effect.reversible ? reversible : tint('yellow', reversible, out),
      ...effect.notes.map(seenLine),
    ].map(line => `│ ${line}`),
    tint('dim', `└ ${end}`, out),
  ];
}

function targetLines(effect: Card['effect']): string[] {
  const { count, kind, sample } = effect;
  const beyond = beyondSample({ effect });
  const names = sample.map(({ label }) => `  ${seenLine(label)}`);
  const more = beyond > 0 && sample.length > 0 ? [`  and ${figure(beyond)} more`] : [];
  return [countOfKind(count, seenLine(kind)), ...names, ...more];
}

function changeLine({ field, before, after }: Card['effect']['changes'][number]): string {
  const value = (text: string | undefined): string => (text === undefined ? '(nothing)' : seenLine(text));
  return `${seenLine(field)}: ${value(before)} → ${value(after)}`;
}

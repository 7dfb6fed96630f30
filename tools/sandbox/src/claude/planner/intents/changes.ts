import type { Intent } from '../intent';
import { says } from '../phrases';
import { rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, dayLabel, named, type Row } from '../wording';

const recent = '[last|latest|recent|newest|most recent]';
const asked = says(
  'what (have|did) (you|i|we) [just] (change|changed|do|done) [here] [lately|recently|so far|today]',
  `({list}|what) [{our}] ${recent} (changes|actions|orders) [are there|were made|have been made|did i make|did you make] [lately|recently]`,
  'what was (changed|done) [here] [lately|recently|so far|today]',
  '(is|are) (it|that|they|the change|this) (done|finished|ready|complete|still running) [yet]',
  'how far (is|are) (it|that|the change|they)',
);

/** "What have you changed?", "Is it finished?" */
export const changesMade: Intent = {
  needs: ['recent_changes'],
  examples: ['What have you changed lately?'],
  read: (clause, kit) => (asked(clause) ? () => tell(kit) : undefined),
};

const shown = 5;

function* tell(kit: PlanKit): Plan {
  const rows = rowsOf(yield* kit.call('recent changes', 'recent_changes', {}));
  if (rows.length === 0) return 'You have changed nothing here yet.';
  const lines = rows.slice(0, shown).map(row => `- ${line(row, kit)}`);
  return `Your latest ${counted(lines.length, 'change')}, newest first:\n${lines.join('\n')}`;
}

const states: Record<string, string> = { running: 'still running', undone: 'taken back', partially_undone: 'taken back in part' };

/** `27 November 2026: Tagged 47 of 50 people: 3 failed (no longer exists). Can be taken back.` */
function line(row: Row, kit: PlanKit): string {
  const said = named(row['summary'] ?? row['title'], 'A change').replace(/\.$/, '');
  const state = states[String(row['status'])];
  const day = dayLabel(row['at'], kit.now.zone);
  const taking = row['undoable'] === true ? ' It can be taken back.' : '';
  return `${day ? `${day}: ` : ''}${said}${state ? ` (${state})` : ''}.${taking}`;
}

import { beyondSample, recipientsWords, reversibleWords, statusOfCard } from '../state/cards.js';
import { seen } from '../state/safe-text.js';
import { countOfKind, figure, timeLeft } from '../state/words.js';
import { cardForm } from './card-form.js';
import { h, setAttribute, setText, show } from './dom.js';

/**
 * @typedef {import('../state/query-view.js').Card} Card
 * @typedef {{ card: Card, decision: import('../state/console-state.js').Decision, now: number }} CardModel
 */

/**
 * A confirmation card: everything on it comes from the stored change, nothing from what the model said. Esc cancels.
 *
 * @param {string} nationSlug
 * @param {Card} first
 * @param {import('./card-form.js').Decide} decide
 * @returns {import('./dom.js').View<CardModel>}
 */
export function cardView(nationSlug, first, decide) {
  const status = h('span', { class: 'status' });
  const left = h('span', { class: 'left' });
  const form = cardForm(first, decide);
  const heading = h('h3', { id: `title-${first.confirmationId}` }, h('bdi', {}, seen(first.title)));
  const head = h('header', {}, heading, h('span', { class: 'chip' }, first.tier), status);
  const node = h('section', { class: 'card', 'aria-labelledby': heading.id, keydown: onEscape(form.cancel) });
  const details = h('details', { class: 'facts', open: true }, h('summary', {}, 'What it was to change'), ...facts(first));
  node.append(head, h('p', { class: 'where' }, 'In the nation ', h('strong', {}, nationSlug), left), details, form.node);
  return {
    node,
    update: ({ card, decision, now }) => {
      const remaining = card.status === 'pending' ? timeLeft(card.expiresAt, now) : undefined;
      const shownStatus = card.status === 'pending' && remaining === undefined ? 'expired' : card.status;
      // What is decided needs less room; it can be opened again.
      if (shownStatus !== 'pending' && node.getAttribute('data-status') !== shownStatus) details.open = false;
      setAttribute(node, 'data-status', shownStatus);
      setText(status, statusOfCard(shownStatus));
      setText(left, remaining === undefined ? '' : ` · ${remaining} left to decide`);
      show(form.node, shownStatus === 'pending');
      form.update(decision);
    },
  };
}

/** @param {() => void} cancel @returns {(event: KeyboardEvent) => void} */
function onEscape(cancel) {
  return event => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
}

/** What the change is; a card's effect never changes. @param {Card} card */
function facts(card) {
  const { effect } = card;
  const recipients = recipientsWords(card);
  return [
    targets(card),
    ...(effect.changes.length > 0 ? [changes(effect.changes)] : []),
    ...(recipients === undefined ? [] : [h('p', { class: 'warn' }, recipients)]),
    h('p', { class: effect.reversible ? 'calm' : 'warn' }, reversibleWords(card)),
    ...(effect.notes.length > 0 ? [h('ul', { class: 'notes' }, ...effect.notes.map(note => h('li', {}, seen(note))))] : []),
  ];
}

/** @param {Card} card */
function targets(card) {
  const { count, kind, sample } = card.effect;
  const beyond = beyondSample(card);
  const names = sample.map(({ id, label }) => h('li', { title: `${kind} ${id}` }, h('bdi', {}, seen(label))));
  const more = beyond > 0 && sample.length > 0 ? [h('li', { class: 'muted' }, `and ${figure(beyond)} more`)] : [];
  return h('div', { class: 'targets' }, h('strong', {}, countOfKind(count, kind)), h('ul', {}, ...names, ...more));
}

/** @param {Card['effect']['changes']} rows */
function changes(rows) {
  const cell = (/** @type {string | undefined} */ value) =>
    h('td', {}, value === undefined ? h('span', { class: 'muted' }, 'nothing') : h('bdi', {}, seen(value)));
  const body = rows.map(({ field, before, after }) =>
    h('tr', {}, h('th', { scope: 'row' }, seen(field)), cell(before), cell(after)),
  );
  const titles = ['Field', 'Before', 'After'].map(title => h('th', { scope: 'col' }, title));
  return h('table', {}, h('thead', {}, h('tr', {}, ...titles)), h('tbody', {}, ...body));
}

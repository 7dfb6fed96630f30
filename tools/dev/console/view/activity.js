import { countsOfAction, farOf, statusOfAction, toneOfAction, undoOfAction, undoWaits, waitingUndos } from '../state/activity.js';
import { cardNow, cardOf } from '../state/cards.js';
import { seen } from '../state/safe-text.js';
import { ago, figure } from '../state/words.js';
import { barView } from './bar.js';
import { cardView } from './card.js';
import { h, keyedList, setAttribute, setText, show } from './dom.js';
import { problemView } from './problem.js';

/**
 * @typedef {import('@nat/contracts').Action} Action
 * @typedef {import('@nat/contracts').Confirmation} Confirmation
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 *
 * @typedef {object} ActivityActions
 * @property {(actionId: string, acceptChanges: boolean) => void} undo
 * @property {(actionId: string) => void} cancel
 * @property {(everybody: boolean) => void} showEverybody
 * @property {import('./card-form.js').Decide} decide
 *
 * @typedef {{ action: Action, undoing: import('../state/console-state.js').Undoing | undefined, waits: boolean, now: number }} ItemModel
 */

/**
 * The ledger, newest first; above it the cards of undos that wait.
 *
 * @param {string} nationSlug
 * @param {ActivityActions} actions
 * @returns {import('./dom.js').View<{ state: ConsoleState, now: number }>}
 */
export function activityView(nationSlug, actions) {
  const cards = h('div', { class: 'cards' });
  const list = h('ol', { class: 'actions' });
  const none = h('p', { class: 'muted' }, 'Nothing was changed yet. What Nat changes stands here, and can be undone.');
  const everybody = h('input', { type: 'checkbox', change: () => actions.showEverybody(everybody.checked) });
  const whose = h('label', { class: 'whose' }, everybody, ' Of everybody in the nation');
  const node = h('div', { class: 'activity' }, cards, whose, none, list);
  /** @type {ConsoleState} */
  let state;
  let now = 0;
  const updateCards = keyedList(
    cards,
    (/** @type {Confirmation} */ confirmation) => confirmation.confirmationId,
    confirmation => {
      const view = cardView(nationSlug, cardOf(confirmation), actions.decide);
      const update = (/** @type {Confirmation} */ newer) =>
        view.update({
          card: cardNow(cardOf(newer), state.confirmations),
          decision: state.decisions[newer.confirmationId] ?? {},
          now,
        });
      return { node: view.node, update };
    },
  );
  const updateActions = keyedList(
    list,
    (/** @type {ItemModel} */ model) => model.action.actionId,
    model => actionView(model.action.actionId, actions),
  );
  return {
    node,
    update: model => {
      ({ state, now } = model);
      updateCards(waitingUndos(state, now));
      show(whose, state.role === 'owner' || state.role === 'admin');
      show(none, state.actions.length === 0);
      updateActions(
        state.actions.map(action => ({
          action,
          undoing: state.undoing[action.actionId],
          waits: undoWaits(state, action.actionId, now),
          now,
        })),
      );
    },
  };
}

/** @param {string} actionId @param {ActivityActions} actions @returns {import('./dom.js').View<ItemModel>} */
function actionView(actionId, actions) {
  const title = h('bdi', { class: 'title' });
  const status = h('span', { class: 'chip' });
  const when = h('span', { class: 'muted' });
  const summary = h('p', { class: 'summary' });
  const counts = h('dl', { class: 'counts' });
  const failures = h('ul', { class: 'failures' });
  const bar = barView();
  const undo = h('button', { type: 'button', class: 'small plain', click: () => actions.undo(actionId, false) }, 'Undo');
  const stop = h('button', { type: 'button', class: 'small plain', click: () => actions.cancel(actionId) }, 'Stop');
  const about = h('span', { class: 'muted' });
  const problem = problemView({
    label: 'Undo all the same…',
    shown: ({ code }) => code === 'action_changed_since',
    act: () => actions.undo(actionId, true),
  });
  const head = h('header', {}, title, status, when);
  /** @type {Action | undefined} */
  let shown;
  const node = h(
    'li',
    { class: 'action' },
    head,
    summary,
    bar.node,
    counts,
    failures,
    h('div', { class: 'buttons' }, undo, stop, about),
    problem.node,
  );
  /** What stands in the ledger of it. @param {Action} action */
  function tell(action) {
    if (action === shown) return;
    shown = action;
    setAttribute(node, 'data-tone', toneOfAction(action));
    setText(title, seen(action.title));
    setText(status, statusOfAction(action));
    setText(summary, seen(action.summary ?? ''));
    show(summary, action.summary !== undefined);
    show(bar.node, action.status === 'running');
    bar.update(farOf(action));
    counts.replaceChildren(...countsOfAction(action).map(count));
    failures.replaceChildren(...action.failures.map(failure));
    show(stop, action.status === 'running');
  }
  return {
    node,
    update: ({ action, undoing, waits: isWaiting, now }) => {
      tell(action);
      setText(when, ago(action.createdAt, now));
      show(undo, action.undoable && !isWaiting);
      undo.disabled = undoing?.busy ?? false;
      setText(about, isWaiting ? 'The undo waits for you above.' : undoOfAction(action));
      problem.update(undoing?.problem);
    },
  };
}

/** @param {{ words: string, count: number }} entry */
function count({ words, count: number }) {
  return h('div', { 'data-none': number === 0 }, h('dt', {}, words), h('dd', {}, figure(number)));
}

/** @param {Action['failures'][number]} failure */
function failure({ reason, count: number, ids }) {
  const rest = number - ids.length;
  const list = `${ids.join(', ')}${rest > 0 ? ` and ${figure(rest)} more` : ''}`;
  return h('li', {}, `${figure(number)}: ${seen(reason)} `, ids.length > 0 && h('span', { class: 'muted' }, `(${list})`));
}

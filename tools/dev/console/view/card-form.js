import { figure } from '../state/words.js';
import { h, setText } from './dom.js';
import { problemView } from './problem.js';

/**
 * @typedef {import('../state/query-view.js').Card} Card
 * @typedef {(card: Card, decision: 'approve' | 'deny', more: { reason?: string, typedCount?: number }) => void} Decide
 */

/**
 * Where a card is decided. Cancel comes first and has the focus: whoever presses Enter without reading changes nothing.
 *
 * @param {Card} card
 * @param {Decide} decide
 */
export function cardForm(card, decide) {
  const typed = h('input', {
    inputmode: 'numeric',
    autocomplete: 'off',
    size: 8,
    'aria-describedby': `ask-${card.confirmationId}`,
  });
  const reason = h('input', { maxlength: 500, autocomplete: 'off', placeholder: 'Told to Nat (optional)', keydown: denyOnEnter });
  const cancel = h('button', { type: 'button', class: 'plain cancel', click: () => deny() }, 'Cancel');
  const proceed = h('button', { type: 'submit' }, 'Proceed');
  const problem = problemView();
  const busy = h('span', { class: 'muted', 'aria-live': 'polite' });
  const node = h('form', { class: 'decide', submit: approve });
  if (card.typedCountRequired) node.append(countField(card, typed));
  node.append(
    h('label', { class: 'reason' }, 'Reason to cancel ', reason),
    h('div', { class: 'buttons' }, cancel, proceed, busy),
    problem.node,
  );

  function deny() {
    if (!cancel.disabled && !node.hidden) decide(card, 'deny', { reason: reason.value.trim() });
  }
  /** Enter in the field of the reason is no approval. @param {KeyboardEvent} event */
  function denyOnEnter(event) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    deny();
  }
  /** @param {SubmitEvent} event */
  function approve(event) {
    event.preventDefault();
    const typedCount = card.typedCountRequired ? Number(typed.value.replaceAll(/[\s,.]/g, '')) : undefined;
    decide(card, 'approve', { typedCount });
  }
  function allow() {
    proceed.disabled = cancel.disabled || (card.typedCountRequired && !/\d/.test(typed.value));
  }
  typed.addEventListener('input', allow);

  return {
    node,
    cancel: deny,
    /** @param {import('../state/console-state.js').Decision} decision */
    update: decision => {
      cancel.disabled = decision.busy !== undefined;
      allow();
      setText(busy, decision.busy === 'approve' ? 'Approving…' : decision.busy === 'deny' ? 'Canceling…' : '');
      problem.update(decision.problem);
    },
  };
}

/** @param {Card} card @param {HTMLInputElement} typed */
function countField({ confirmationId, effect }, typed) {
  return h(
    'label',
    { class: 'typed' },
    h('span', { id: `ask-${confirmationId}` }, `This concerns ${figure(effect.count)}. Type that number to proceed: `),
    typed,
  );
}

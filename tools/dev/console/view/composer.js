import { pageKinds } from '../state/page-kinds.js';
import { figure } from '../state/words.js';
import { h, setText, show } from './dom.js';

/**
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 * @typedef {import('@nat/contracts').PageContext} PageContext
 *
 * @typedef {object} ComposerActions
 * @property {(text: string, page: { kind: string, recordId?: string } | undefined) => Promise<boolean>} send
 * @property {() => void} stop
 */

const longest = 8_000;

/**
 * The box. Enter sends, Shift+Enter breaks the line; while Nat answers, a further question waits in it.
 *
 * @param {ComposerActions} actions
 * @returns {import('./dom.js').View<ConsoleState> & { fill: (text: string) => void, box: HTMLTextAreaElement }}
 */
export function composerView({ send, stop }) {
  const box = h('textarea', {
    rows: 2,
    maxlength: longest,
    placeholder: 'Ask Nat…',
    'aria-label': 'Question',
    keydown: onKey,
    input: grow,
  });
  const kind = h(
    'select',
    { 'aria-label': 'Page kind', change: offerRecord },
    h('option', { value: '' }, 'no page'),
    ...pageKinds.map(name => h('option', { value: name }, name)),
  );
  const record = h('input', {
    inputmode: 'numeric',
    pattern: '[0-9]{1,20}',
    size: 7,
    placeholder: 'id',
    'aria-label': 'Record id',
  });
  const sendButton = h('button', {}, 'Send');
  const stopButton = h('button', { type: 'button', class: 'bad', click: stop }, 'Stop');
  const hint = h('span', { class: 'muted', 'aria-live': 'polite' });
  const page = h('div', { class: 'page' }, h('span', { class: 'muted' }, 'Viewing'), kind, record, hint);
  const node = h(
    'form',
    { class: 'composer', submit: onSubmit },
    box,
    h('div', { class: 'row' }, page, h('div', { class: 'buttons' }, stopButton, sendButton)),
  );
  let busy = false;

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    node.requestSubmit();
  }
  /** A record of no page is not asked for; were it only hidden, a wrong one would keep every question from being sent. */
  function offerRecord() {
    record.disabled = kind.value === '';
    show(record, !record.disabled);
  }
  function grow() {
    box.rows = Math.min(10, Math.max(2, box.value.split('\n').length));
  }
  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (busy || text === '') return;
    box.value = '';
    grow();
    const about = kind.value === '' ? undefined : { kind: kind.value, ...(record.value && { recordId: record.value }) };
    box.focus(); // at once: later somebody may be writing elsewhere
    if (!(await send(text, about)) && box.value === '') box.value = text;
  }
  return {
    node,
    fill: text => {
      box.value = text;
      grow();
      box.focus();
    },
    box,
    update: ({ activeQueryId, views, sending }) => {
      const status = activeQueryId === undefined ? undefined : (views[activeQueryId]?.status ?? 'running');
      busy = sending || status === 'running';
      sendButton.disabled = busy;
      show(stopButton, status !== undefined);
      offerRecord();
      setText(hint, hintOf(status, sending, box.value.length));
    },
  };
}

/** @param {string | undefined} status @param {boolean} sending @param {number} length */
function hintOf(status, sending, length) {
  if (sending) return 'Sending…';
  if (status === 'running') return 'Nat is still answering.';
  if (status === 'awaiting_confirmation') return 'A new question leaves what waits undone.';
  return length > longest - 1_000 ? `${figure(longest - length)} characters left` : '';
}

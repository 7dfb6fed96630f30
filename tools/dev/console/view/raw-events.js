import { seen } from '../state/safe-text.js';
import { h, keyedList, setAttribute, setText, show } from './dom.js';

/**
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 * @typedef {import('../state/console-state.js').RawEvent} RawEvent
 *
 * @typedef {object} RawActions
 * @property {() => void} cut
 * @property {(after?: number) => void} resume
 */

/** @type {Record<ConsoleState['connection'], string>} */
const words = {
  idle: 'No stream',
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Lost; trying again…',
  ended: 'Ended: every event is here',
  lost: 'Over: not every event could be read',
  cut: 'Disconnected by you; the query runs on',
};

/**
 * Every event as it came, and the means to lose the stream and to take it up again anywhere.
 *
 * @param {RawActions} actions
 * @returns {import('./dom.js').View<{ state: ConsoleState }>}
 */
export function rawEventsView({ cut, resume }) {
  const status = h('p', { class: 'connection' });
  const from = h('input', { type: 'number', min: 0, value: 0, size: 6 });
  const disconnect = h('button', { type: 'button', class: 'small', click: cut }, 'Disconnect');
  const goOn = h('button', { type: 'button', class: 'small plain', click: () => resume() }, 'Go on');
  const replay = h('button', { class: 'small plain' }, 'Resume');
  const form = h('form', { submit: again }, h('label', {}, 'after event ', from), replay);
  const copy = h('button', { type: 'button', class: 'small plain', click: () => void copyAll() }, 'Copy all');
  const list = h('ol', { class: 'events', tabindex: 0, 'aria-label': 'Events' });
  const node = h('div', { class: 'raw' }, status, h('div', { class: 'controls' }, disconnect, goOn, copy), form, list);
  const update = keyedList(list, keyOf, rowView);
  /** @type {readonly RawEvent[]} */
  let shown = [];

  /** @param {SubmitEvent} event */
  function again(event) {
    event.preventDefault();
    resume(Number(from.value));
  }
  async function copyAll() {
    await navigator.clipboard.writeText(shown.map(frame).join('\n'));
    setText(copy, 'Copied');
    setTimeout(() => setText(copy, 'Copy all'), 1500);
  }
  return {
    node,
    update: ({ state }) => {
      setText(status, words[state.connection]);
      setAttribute(status, 'data-connection', state.connection);
      const open = state.connection === 'live' || state.connection === 'connecting' || state.connection === 'reconnecting';
      disconnect.disabled = !open;
      show(goOn, state.connection === 'cut');
      if (state.raw === shown) return;
      shown = state.raw;
      update(shown);
    },
  };
}

/** @param {RawEvent} event */
function keyOf({ at, queryId, id, again }) {
  return `${queryId} ${id} ${again ? at : ''}`;
}

/** The event as it stood in the stream. @param {RawEvent} event */
function frame({ id, event, json }) {
  return `id: ${id}\nevent: ${event}\ndata: ${json}\n`;
}

/** @param {RawEvent} raw @returns {import('./dom.js').View<RawEvent>} */
function rowView(raw) {
  const head = h(
    'summary',
    {},
    h('span', { class: 'id' }, raw.id),
    ` ${seen(raw.event)}`,
    raw.again && h('span', { class: 'chip' }, 'again'),
  );
  const body = h('pre', {});
  const details = h(
    'details',
    { toggle: () => details.open && setText(body, seen(JSON.stringify(JSON.parse(raw.json), null, 2))) },
    head,
    body,
  );
  return { node: h('li', {}, details), update: () => undefined };
}

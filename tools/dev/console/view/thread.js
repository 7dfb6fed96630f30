import { threadOf } from '../state/thread.js';
import { exchangeView } from './exchange.js';
import { h, keyedList, show } from './dom.js';

/** @typedef {import('../state/console-state.js').ConsoleState} ConsoleState */

/** Questions to begin with; a click puts one into the box. */
const examples = [
  'How many volunteers live in Austin, and who gave over $100 last month?',
  'Tag Sarah Chen as volunteer',
  'Tag everyone who gave over $100 last month as major donor',
  'Export the volunteers in Austin as CSV',
];

/** Pixels from the end of the thread at which it still counts as being read there. */
const nearEnd = 80;

/**
 * The open conversation. It stays at its end while it is read there.
 *
 * @param {import('./links.js').Place} place
 * @param {import('./exchange.js').ThreadActions & { fill: (text: string) => void }} actions
 * @returns {import('./dom.js').View<{ state: ConsoleState, now: number }>}
 */
export function threadView(place, actions) {
  const buttons = examples.map(text =>
    h('li', {}, h('button', { type: 'button', class: 'plain example', click: () => actions.fill(text) }, text)),
  );
  const empty = h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'Ask about your nation'),
    h('p', {}, 'Or begin with one of these:'),
    h('ul', {}, ...buttons),
  );
  const list = h('div', { class: 'exchanges' });
  const node = h('div', { class: 'thread', tabindex: 0, role: 'region', 'aria-label': 'Conversation' }, empty, list);
  const update = keyedList(
    list,
    (/** @type {import('./exchange.js').ExchangeModel} */ model) => model.exchange.key,
    model => exchangeView(place, actions, model.exchange),
  );
  return {
    node,
    update: ({ state, now }) => {
      const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < nearEnd;
      const height = node.scrollHeight;
      const exchanges = threadOf(state);
      show(empty, exchanges.length === 0);
      update(exchanges.map(exchange => ({ exchange, state, now })));
      if (atEnd && node.scrollHeight !== height) node.scrollTop = node.scrollHeight;
    },
  };
}

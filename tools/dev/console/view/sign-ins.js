import { seen } from '../state/safe-text.js';
import { ago } from '../state/words.js';
import { h, keyedList, setText, show } from './dom.js';

/**
 * @typedef {import('@nat/contracts').SessionSummary} SessionSummary
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 *
 * @typedef {object} SignInActions
 * @property {() => void} readSignIns
 * @property {(sessionId: string) => void} endSession another one than this
 * @property {() => void} signOut
 * @property {() => void} signOutEverywhere
 *
 * @typedef {{ session: SessionSummary, now: number }} ItemModel
 */

/**
 * Where the person is signed in, with a way out of each.
 *
 * @param {SignInActions} actions
 * @returns {import('./dom.js').View<{ state: ConsoleState, now: number }>}
 */
export function signInsView(actions) {
  const none = h('p', { class: 'muted' }, 'One moment…');
  const list = h('ol', { class: 'sign-ins' });
  const everywhere = h(
    'button',
    { type: 'button', class: 'small bad', click: actions.signOutEverywhere },
    'Sign out everywhere, here too',
  );
  const update = keyedList(
    list,
    (/** @type {ItemModel} */ { session }) => session.sessionId,
    ({ session }) => sessionView(session, actions),
  );
  return {
    node: h('div', {}, none, list, everywhere),
    update: ({ state, now }) => {
      show(none, state.sessions === undefined);
      show(everywhere, state.sessions !== undefined);
      update((state.sessions ?? []).map(session => ({ session, now })));
    },
  };
}

/** @param {SessionSummary} session @param {SignInActions} actions @returns {import('./dom.js').View<ItemModel>} */
function sessionView({ sessionId, client, current, startedAt, network }, { endSession, signOut }) {
  const used = h('p', { class: 'muted' });
  const leave = h(
    'button',
    { type: 'button', class: 'small plain', click: current ? signOut : () => endSession(sessionId) },
    'Sign out',
  );
  const head = h('header', {}, h('strong', {}, seen(client)), current && h('span', { class: 'chip' }, 'this one'), leave);
  const from = network === undefined ? '' : ` from ${seen(network)}`;
  return {
    node: h('li', {}, head, used),
    update: ({ session, now }) =>
      setText(used, `since ${startedAt.slice(0, 16).replace('T', ' ')}, last used ${ago(session.lastUsedAt, now)}${from}`),
  };
}

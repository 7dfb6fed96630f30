import { seen } from '../state/safe-text.js';
import { h, setText } from './dom.js';

/** @typedef {import('../state/console-state.js').ConsoleState} ConsoleState */

/**
 * Says aloud, through a screen reader, what an eye sees happen: not each word as it is written, but steps, questions and
 * the finished answer.
 *
 * @returns {import('./dom.js').View<ConsoleState>}
 */
export function announcer() {
  const node = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  return { node, update: state => setText(node, seen(newsOf(state))) };
}

/** @param {ConsoleState} state */
function newsOf({ views, activeQueryId, followedQueryId }) {
  const view = views[activeQueryId ?? followedQueryId ?? ''];
  const part = view?.parts.findLast(({ kind, ...rest }) => kind !== 'text' || ('complete' in rest && rest.complete));
  if (!view || !part) return '';
  if (part.kind === 'card') return part.card.status === 'pending' ? `Needs your decision: ${part.card.title}` : '';
  if (part.kind === 'tool') return `${part.title}${part.summary === undefined ? '' : `: ${part.summary}`}`;
  return part.text;
}

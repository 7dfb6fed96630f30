import { lineNow } from '../state/activity.js';
import { cardNow } from '../state/cards.js';
import { seen } from '../state/safe-text.js';
import { cardView } from './card.js';
import { h, setAttribute, setText } from './dom.js';
import { linksView } from './links.js';
import { toolLine } from './tool-line.js';

/**
 * @typedef {import('../state/query-view.js').Part} Part
 * @typedef {() => { state: import('../state/console-state.js').ConsoleState, now: number }} Current
 */

/**
 * One part of an answer, over which stands what the server said of it later: the status of a card, how far work in the
 * background is.
 *
 * @param {Part} part
 * @param {import('./links.js').Place} place
 * @param {import('./exchange.js').ThreadActions} actions
 * @param {Current} current
 * @returns {import('./dom.js').View<Part>}
 */
export function partView(part, place, actions, current) {
  if (part.kind === 'tool') return toolPart(place, actions, current);
  if (part.kind === 'notice') return { node: h('p', { class: 'notice' }, seen(part.text)), update: () => undefined };
  if (part.kind === 'text') return /** @type {import('./dom.js').View<any>} */ (messageView(place));
  const view = cardView(place.nationSlug, part.card, actions.decide);
  return {
    node: view.node,
    update: newer => {
      if (newer.kind !== 'card') return;
      const { state, now } = current();
      const card = cardNow(newer.card, state.confirmations);
      view.update({ card, decision: state.decisions[card.confirmationId] ?? {}, now });
    },
  };
}

/** @param {import('./links.js').Place} place @param {import('./exchange.js').ThreadActions} actions @param {Current} current @returns {import('./dom.js').View<Part>} */
function toolPart(place, actions, current) {
  const line = toolLine(place, actions.download);
  return { node: line.node, update: newer => newer.kind === 'tool' && line.update(lineNow(newer, current().state.actions)) };
}

/** What Nat says. @param {import('./links.js').Place} place @returns {import('./dom.js').View<{ text: string, links: readonly import('@nat/contracts').Link[], complete?: boolean }>} */
export function messageView(place) {
  const text = h('div', { class: 'text' });
  const links = linksView(place);
  const node = h('div', { class: 'answer' }, text, links.node);
  return {
    node,
    update: ({ text: words, links: found, complete = true }) => {
      setText(text, seen(words));
      setAttribute(node, 'data-writing', !complete);
      links.update(found);
    },
  };
}

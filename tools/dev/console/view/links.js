import { safeAddress, seen } from '../state/safe-text.js';
import { h } from './dom.js';

/**
 * @typedef {object} Place which nation the page speaks with, and where it lives
 * @property {string} nationSlug
 * @property {string} nationOrigin
 */

/**
 * Links of an answer. One that leads elsewhere than to the nation is shown as text.
 *
 * @param {Place} place
 * @returns {import('./dom.js').View<readonly import('@nat/contracts').Link[]>}
 */
export function linksView({ nationOrigin, nationSlug }) {
  const node = h('ul', { class: 'links', hidden: true });
  /** @type {readonly import('@nat/contracts').Link[]} */
  let shown = [];
  return {
    node,
    update: links => {
      if (links === shown) return;
      shown = links;
      node.hidden = links.length === 0;
      node.replaceChildren(
        ...links.map(({ label, url }) => h('li', {}, link(label, safeAddress(url, nationOrigin, nationSlug)))),
      );
    },
  };
}

/** @param {string} label @param {string | undefined} address */
function link(label, address) {
  const words = h('bdi', {}, seen(label));
  return address === undefined
    ? h('span', { class: 'muted' }, words)
    : h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words);
}

import { seen } from '../state/safe-text.js';
import { h } from './dom.js';

/** The page of somebody who belongs to no nation. @param {string} name @param {() => void} signOut */
export function noNationView(name, signOut) {
  return h(
    'main',
    { class: 'sign-in' },
    h('h1', {}, 'You belong to no nation yet'),
    h('p', {}, 'Signed in as ', h('bdi', {}, h('strong', {}, seen(name))), '.'),
    h('p', { class: 'muted' }, 'Ask an admin of yours for an invitation, or sign in with its NationBuilder.'),
    h('button', { type: 'button', click: signOut }, 'Sign out'),
  );
}

import { seen } from '../state/safe-text.js';
import { activityView } from './activity.js';
import { announcer } from './announcer.js';
import { composerView } from './composer.js';
import { conversationsView } from './conversations.js';
import { h, setText, show } from './dom.js';
import { problemView, startsPlan } from './problem.js';
import { rawEventsView } from './raw-events.js';
import { signInsView } from './sign-ins.js';
import { tabs } from './tabs.js';
import { threadView } from './thread.js';

/**
 * Who is signed in, and where.
 *
 * @typedef {object} Person
 * @property {string} name
 * @property {readonly string[]} nations they belong to
 * @property {string} leaving what the button that ends it says
 *
 * @typedef {{ signOut: () => void, chooseNation: (nationSlug: string) => void }} PersonActions
 */

/**
 * The page of a signed-in person: conversations, the open one, and beside it activity, events and sign-ins.
 *
 * @param {import('./links.js').Place & Person} place
 * @param {import('./exchange.js').ThreadActions & import('./conversations.js').ConversationActions & import('./activity.js').ActivityActions & import('./raw-events.js').RawActions & import('./composer.js').ComposerActions & import('./sign-ins.js').SignInActions & PersonActions} actions
 * @returns {import('./dom.js').View<import('../state/console-state.js').ConsoleState>}
 */
export function pageView(place, actions) {
  const { nationOrigin, nationSlug, name, leaving } = place;
  const composer = composerView(actions);
  const thread = threadView(place, { ...actions, fill: composer.fill });
  const conversations = conversationsView(actions);
  const activity = activityView(nationSlug, actions);
  const raw = rawEventsView(actions);
  const signIns = signInsView(actions);
  const problem = problemView(startsPlan(actions.startPlan));
  const outdated = problemView();
  const news = announcer();
  const role = h('span', { class: 'chip' });
  const panel = h(
    'a',
    { href: `${nationOrigin.replace('{slug}', nationSlug)}/admin`, target: '_blank', rel: 'noopener noreferrer' },
    'Control panel',
  );
  const header = h(
    'header',
    { class: 'top' },
    h('strong', { class: 'brand' }, 'Nat'),
    h('span', { class: 'muted' }, 'developer console'),
    h('span', { class: 'who' }, ...nationOf(place, actions), ' · ', h('bdi', {}, seen(name)), ' ', role),
    panel,
    h('button', { type: 'button', class: 'plain small', click: actions.signOut }, leaving),
  );
  const side = tabs('Activity and events', [
    { id: 'activity', label: 'Activity', node: activity.node },
    { id: 'events', label: 'Raw events', node: raw.node },
    { id: 'sign-ins', label: 'Sign-ins', node: signIns.node, chosen: actions.readSignIns },
  ]);
  const main = h('main', {}, thread.node, h('div', { class: 'below' }, problem.node, outdated.node, composer.node));
  const node = h(
    'div',
    { class: 'console' },
    h('a', { class: 'skip', href: '#', click: toComposer }, 'Skip to the question'),
    header,
    conversations.node,
    main,
    side,
    news.node,
  );

  /** @param {Event} event */
  function toComposer(event) {
    event.preventDefault();
    composer.box.focus();
  }
  /** Cancel buttons that had the focus once. */
  const focused = new WeakSet();
  /** A card that has just come up has the focus on Cancel, unless somebody is busy elsewhere. */
  function focusNewCard() {
    const buttons = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll('.card[data-status="pending"] .cancel'));
    const fresh = [...buttons].filter(button => !focused.has(button));
    for (const button of fresh) focused.add(button);
    if (!isBusy()) fresh.at(-1)?.focus();
  }
  /** True while the next key belongs to a field or to another card: taking the focus from there, it would deny the new one. */
  function isBusy() {
    if (composer.box.value.trim() !== '') return true;
    const { activeElement } = document;
    if (activeElement === composer.box) return false;
    return activeElement?.matches('input, textarea, select, .card[data-status="pending"] *') === true;
  }
  return {
    node,
    update: state => {
      const now = Date.now();
      setText(role, state.role?.replaceAll('_', ' ') ?? '');
      show(role, state.role !== undefined);
      thread.update({ state, now });
      conversations.update({ state, now });
      activity.update({ state, now });
      raw.update({ state });
      signIns.update({ state, now });
      composer.update(state);
      problem.update(state.problem);
      outdated.update(state.problem ? undefined : state.outdated);
      news.update(state);
      focusNewCard();
    },
  };
}

/** The nation that is asked; a choice where there are several. @param {{ nationSlug: string } & Person} place @param {PersonActions} actions */
function nationOf({ nationSlug, nations }, { chooseNation }) {
  if (nations.length < 2) return ['nation ', h('strong', { class: 'nation' }, nationSlug)];
  const options = nations.map(slug => h('option', { value: slug, selected: slug === nationSlug }, slug));
  const choice = h('select', { class: 'nation', change: () => chooseNation(choice.value) }, ...options);
  return [h('label', {}, 'nation ', choice)];
}

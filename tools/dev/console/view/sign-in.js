import { h } from './dom.js';
import { problemView } from './problem.js';

/** @typedef {import('../protocol/session.js').Account} Account */

/**
 * Choice of a demo user and a nation; there is no password.
 *
 * @param {{ nations: { slug: string, about: string }[], users: { name: string, about: string }[] }} settings
 * @param {(account: Account) => Promise<void>} signIn
 */
export function signInView({ nations, users }, signIn) {
  const nation = h(
    'select',
    { id: 'nation' },
    ...nations.map(({ slug, about }) => h('option', { value: slug }, `${slug}: ${about}`)),
  );
  const user = h('select', { id: 'user' }, ...users.map(({ name, about }) => h('option', { value: name }, `${name}: ${about}`)));
  const button = h('button', {}, 'Sign in');
  const problem = problemView();
  const fields = [h('label', { for: 'user' }, 'User'), user, h('label', { for: 'nation' }, 'Nation'), nation];
  const words = h(
    'p',
    { class: 'muted' },
    'Nat on this machine, with an invented nation. Nobody here is a real person, and there is no password.',
  );
  const node = h(
    'main',
    { class: 'sign-in' },
    h('h1', {}, 'Nat developer console'),
    words,
    h('form', { submit: onSubmit }, ...fields, button),
    problem.node,
  );

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    event.preventDefault();
    button.disabled = true;
    problem.update(undefined);
    await signIn({ user: user.value, nationSlug: nation.value });
    button.disabled = false;
  }
  return {
    node,
    focus: () => button.focus(),
    /** @param {import('../protocol/problem.js').ProblemDocument} document */
    refused: document => problem.update(document),
  };
}

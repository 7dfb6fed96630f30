import { h } from './dom.js';
import { problemView } from './problem.js';

/** @typedef {import('../protocol/demo-session.js').Account} Account */

/**
 * Choice of a demo user and a nation, without a password; or the sign-in that people have, on Nat's own pages.
 *
 * @param {{ nations: { slug: string, about: string }[], users: { name: string, about: string }[] }} settings
 * @param {(account: Account) => Promise<void>} signIn as a demo user
 * @param {() => Promise<void>} signInAsPerson leaves this page
 */
export function signInView({ nations, users }, signIn, signInAsPerson) {
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
    h('h2', {}, 'Or as yourself'),
    h('p', { class: 'muted' }, 'The real way in: by a code or link in the sandbox’s mailbox, or by its NationBuilder.'),
    h('button', { type: 'button', class: 'plain', click: signInAsPerson }, 'With NationBuilder or by e-mail'),
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

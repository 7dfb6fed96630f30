import { seen } from '../state/safe-text.js';
import { h, setText, show } from './dom.js';

/** @typedef {import('../protocol/problem.js').ProblemDocument} ProblemDocument */

/** @typedef {{ label: string, shown: (problem: ProblemDocument) => boolean, act: () => void }} ProblemAction what can be done about some problems */

/** A nation without a plan can be given one. @param {() => void} act @returns {ProblemAction} */
export function startsPlan(act) {
  return { label: 'Start a plan for this nation', shown: ({ code }) => code === 'subscription_inactive', act };
}

/**
 * What went wrong, in words; code and request stand under "Details".
 *
 * @param {ProblemAction} [action]
 * @returns {import('./dom.js').View<ProblemDocument | undefined>}
 */
export function problemView(action) {
  const words = h('p');
  const errors = h('ul', { class: 'notes' });
  const facts = h('pre', { tabindex: 0, 'aria-label': 'Details of the problem' });
  const details = h('details', {}, h('summary', {}, 'Details'), facts);
  const button = h('button', { type: 'button', class: 'small', click: () => action?.act() }, action?.label ?? '');
  const node = h('div', { class: 'problem', role: 'alert', hidden: true }, words, errors, button, details);
  /** @type {ProblemDocument | undefined} */
  let shown;
  return {
    node,
    update: problem => {
      // An alert that is made anew is read aloud anew.
      if (problem === shown) return;
      shown = problem;
      show(node, problem !== undefined);
      if (!problem) return;
      setText(words, seen(problem.detail));
      errors.replaceChildren(...(problem.errors ?? []).map(({ message }) => h('li', {}, seen(message))));
      const pointers = (problem.errors ?? []).map(({ pointer, code }) => `\n${pointer} ${code}`).join('');
      setText(facts, seen(`${problem.code} (${problem.status})\nrequest ${problem.requestId}${pointers}`));
      show(button, action?.shown(problem) ?? false);
    },
  };
}

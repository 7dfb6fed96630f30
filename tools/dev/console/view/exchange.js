import { endWords, usageLine } from '../state/end-words.js';
import { seen } from '../state/safe-text.js';
import { h, keyedList, setAttribute, setText, show } from './dom.js';
import { messageView, partView } from './part.js';
import { problemView, startsPlan } from './problem.js';

/**
 * @typedef {import('../state/thread.js').Exchange} Exchange
 * @typedef {import('../state/query-view.js').Part} Part
 * @typedef {import('../state/console-state.js').ConsoleState} ConsoleState
 *
 * @typedef {object} ThreadActions
 * @property {import('./card-form.js').Decide} decide
 * @property {(exportId: string) => void} download
 * @property {(queryId: string) => void} showSteps
 * @property {() => void} startPlan
 *
 * @typedef {{ exchange: Exchange, state: ConsoleState, now: number }} ExchangeModel
 */

/**
 * A question and all that answers it.
 *
 * @param {import('./links.js').Place} place
 * @param {ThreadActions} actions
 * @param {Exchange} first
 * @returns {import('./dom.js').View<ExchangeModel>}
 */
export function exchangeView(place, actions, first) {
  const question = h('p', { class: 'question' });
  const parts = h('div', { class: 'parts' });
  const answers = h('div', { class: 'parts' });
  const foot = h('p', { class: 'foot' });
  const steps = h(
    'button',
    { type: 'button', class: 'small plain', click: () => first.queryId && actions.showSteps(first.queryId) },
    'Show the steps',
  );
  const problem = problemView(startsPlan(actions.startPlan));
  const node = h('article', { class: 'exchange' }, question, parts, answers, problem.node, foot, steps);
  /** @type {ConsoleState} */
  let state;
  let now = 0;
  const updateParts = keyedList(
    parts,
    (/** @type {Part} */ part) => `${part.kind}-${part.key}`,
    part => partView(part, place, actions, () => ({ state, now })),
  );
  const updateAnswers = keyedList(
    answers,
    (/** @type {Exchange['answers'][number]} */ message) => message.messageId,
    () => messageView(place),
  );
  return {
    node,
    update: model => {
      ({ state, now } = model);
      const { view } = model.exchange;
      setText(question, seen(model.exchange.question ?? ''));
      show(question, model.exchange.question !== undefined);
      updateParts(view?.parts ?? []);
      updateAnswers(model.exchange.answers);
      problem.update(view?.problem);
      setText(foot, view ? [endWords(view), usageLine(view)].filter(Boolean).join(' · ') : '');
      setAttribute(node, 'data-status', view?.status);
      show(steps, view === undefined && first.queryId !== undefined);
    },
  };
}

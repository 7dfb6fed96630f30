import { seen } from '../state/safe-text.js';
import { counted, figure } from '../state/words.js';
import { barView } from './bar.js';
import { h, setAttribute, setText, show } from './dom.js';
import { linksView } from './links.js';

/** @typedef {import('../state/query-view.js').ToolPart} ToolPart */

/** @type {Record<ToolPart['state'], { sign: string, words: string }>} */
const states = {
  running: { sign: '…', words: 'under way' },
  held: { sign: '◦', words: 'waits for you' },
  done: { sign: '✓', words: 'done' },
  failed: { sign: '✗', words: 'not done' },
  left: { sign: '–', words: 'left' },
};

/**
 * One line of a tool call: what it does, how far it is, what came of it.
 *
 * @param {import('./links.js').Place} place
 * @param {(exportId: string) => void} download
 * @returns {import('./dom.js').View<ToolPart>}
 */
export function toolLine(place, download) {
  const sign = h('span', { class: 'sign', 'aria-hidden': 'true' });
  const state = h('span', { class: 'unseen' });
  const title = h('bdi', { class: 'title' });
  const tier = h('span', { class: 'chip' });
  const summary = h('span', { class: 'summary' });
  const bar = barView();
  const links = linksView(place);
  const records = h('summary', {});
  const found = h('details', {}, records, links.node);
  /** @type {string | undefined} */
  let exportId;
  const save = h('button', { type: 'button', class: 'small', click: () => exportId && download(exportId) }, 'Save CSV file');
  const node = h('div', { class: 'tool' }, sign, h('div', {}, title, tier, state, summary, bar.node, save, found));
  return {
    node,
    update: part => {
      exportId = part.exportId;
      setAttribute(node, 'data-state', part.state);
      setText(sign, states[part.state].sign);
      setText(state, ` (${states[part.state].words}) `);
      setText(title, seen(part.title));
      setText(tier, part.tier);
      show(tier, part.tier !== 'read');
      setText(summary, seen(part.summary ?? ''));
      show(bar.node, part.state === 'running' && part.progress !== undefined);
      if (part.progress) bar.update(far(part.progress));
      show(save, exportId !== undefined);
      setText(records, counted(part.links.length, 'record'));
      show(found, part.links.length > 0);
      links.update(part.links);
    },
  };
}

/** @param {NonNullable<ToolPart['progress']>} progress */
function far({ done, alreadySo, failed, total, reading }) {
  const value = done + alreadySo + failed;
  return {
    value,
    total,
    words: `${figure(value)} of ${figure(total)}${reading ? ' read' : ''}${failed > 0 ? `, ${figure(failed)} failed` : ''}`,
  };
}

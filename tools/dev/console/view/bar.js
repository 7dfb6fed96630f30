import { h, setAttribute, setText } from './dom.js';

/** How far something has come: a bar and its words. @returns {import('./dom.js').View<{ value: number, total: number, words: string }>} */
export function barView() {
  const bar = h('progress', { max: 1 });
  const words = h('span', { class: 'far' });
  return {
    node: h('span', { class: 'bar' }, bar, words),
    update: ({ value, total, words: text }) => {
      setAttribute(bar, 'max', Math.max(1, total));
      setAttribute(bar, 'value', value);
      setAttribute(bar, 'aria-label', text);
      setText(words, text);
    },
  };
}

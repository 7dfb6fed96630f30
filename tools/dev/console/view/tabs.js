import { h, setAttribute, show } from './dom.js';

/** @typedef {{ id: string, label: string, node: HTMLElement, chosen?: () => void }} Tab */

/** Panels of which one is shown; arrow keys go from tab to tab. @param {string} label @param {readonly Tab[]} all */
export function tabs(label, all) {
  const made = all.map(({ id, label: text, node, chosen }) => {
    const button = h(
      'button',
      { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, click: () => choose(id) },
      text,
    );
    const panel = h('div', { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': button.id }, node);
    return { id, button, panel, chosen };
  });
  const list = h('div', { role: 'tablist', 'aria-label': label, keydown: onKey }, ...made.map(({ button }) => button));

  /** @param {string | undefined} id */
  function choose(id) {
    for (const { id: each, button, panel, chosen } of made) {
      if (each === id) chosen?.();
      setAttribute(button, 'aria-selected', String(each === id));
      setAttribute(button, 'tabindex', each === id ? 0 : -1);
      show(panel, each === id);
    }
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const now = made.findIndex(({ button }) => button === document.activeElement);
    const next = made.at((now + step) % made.length);
    choose(next?.id);
    next?.button.focus();
  }
  choose(all[0]?.id);
  return h('aside', { class: 'side' }, list, ...made.map(({ panel }) => panel));
}

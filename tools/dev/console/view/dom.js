/**
 * Elements are made here and nowhere else: text goes in as text nodes, never as markup, so a record that holds markup stays
 * what it is.
 *
 * @typedef {string | number | Node | false | null | undefined} Child
 * @typedef {Record<string, string | number | boolean | undefined | ((event: any) => void)>} Attributes
 */

/**
 * An element with attributes, listeners (functions, named as their event) and children. `true` sets an attribute without a
 * value; false and undefined leave it out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter(isShown).map(child => (typeof child === 'number' ? String(child) : child)));
  return element;
}

/** @param {Child} child @returns {child is string | number | Node} */
function isShown(child) {
  return child !== undefined && child !== null && child !== false;
}

/** @param {Element} element @param {string} name @param {string | number | boolean | undefined} value */
export function setAttribute(element, name, value) {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? '' : value))
    element.setAttribute(name, String(value === true ? '' : value));
}

/** Sets the text only where it differs, so that a selection in it and a screen reader are left in peace. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {HTMLElement} element @param {boolean} shown */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * What shows one value and can be brought up to date with a newer one.
 *
 * @template Model
 * @typedef {{ node: HTMLElement, update: (model: Model) => void }} View
 */

/**
 * Keeps the children of an element in step with a list: a value keeps its element, and with it focus and what was typed,
 * as long as its key is there.
 *
 * @template Model
 * @param {HTMLElement} container whose children are all of this list
 * @param {(model: Model) => string} keyOf
 * @param {(model: Model) => View<Model>} make brought up to date right after
 * @returns {(models: readonly Model[]) => void}
 */
export function keyedList(container, keyOf, make) {
  /** @type {Map<string, View<Model>>} */
  let views = new Map();
  return models => {
    const next = new Map(models.map(model => [keyOf(model), views.get(keyOf(model)) ?? make(model)]));
    for (const [key, { node }] of views) if (!next.has(key)) node.remove();
    views = next;
    models.forEach((model, index) => {
      const view = /** @type {View<Model>} */ (views.get(keyOf(model)));
      if (container.children[index] !== view.node) container.insertBefore(view.node, container.children[index] ?? null);
      view.update(model);
    });
  };
}

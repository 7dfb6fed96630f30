/**
 * One value that changes step by step, and who wants to know.
 *
 * @template State
 */
export class Store {
  #state;
  /** @type {((state: State) => void)[]} */
  #listeners = [];

  /** @param {State} initial */
  constructor(initial) {
    this.#state = initial;
  }

  get state() {
    return this.#state;
  }

  /** @param {(state: State) => State} change pure */
  update(change) {
    const before = this.#state;
    this.#state = change(before);
    if (this.#state !== before) for (const listener of this.#listeners) listener(this.#state);
  }

  /** @param {(state: State) => void} listener */
  subscribe(listener) {
    this.#listeners.push(listener);
  }
}

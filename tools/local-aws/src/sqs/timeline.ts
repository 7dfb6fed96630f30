/** Values by the instant at which they are due: a binary heap in which a removed value is skipped when its turn comes. */
export class Timeline<T> {
  readonly #heap: Array<{ at: number; value: T }> = [];
  readonly #due = new Map<T, number>();

  get size(): number {
    return this.#due.size;
  }

  values(): IterableIterator<T> {
    return this.#due.keys();
  }

  add(value: T, at: number): void {
    this.#due.set(value, at);
    this.#heap.push({ at, value });
    this.#rise(this.#heap.length - 1);
  }

  delete(value: T): void {
    this.#due.delete(value);
  }

  /** The next instant at which something is due. */
  next(): number | undefined {
    this.#dropRemoved();
    return this.#heap[0]?.at;
  }

  /** Removes and returns what is due, earliest first. */
  takeUntil(now: number): T[] {
    const taken: T[] = [];
    for (let at = this.next(); at !== undefined && at <= now; at = this.next()) {
      const { value } = this.#heap[0]!;
      this.#due.delete(value);
      taken.push(value);
    }
    return taken;
  }

  #dropRemoved(): void {
    for (let first = this.#heap[0]; first && this.#due.get(first.value) !== first.at; first = this.#heap[0]) {
      const last = this.#heap.pop()!;
      if (this.#heap.length === 0) return;
      this.#heap[0] = last;
      this.#sink(0);
    }
  }

  #rise(index: number): void {
    for (let parent = (index - 1) >> 1; index > 0 && this.#at(index) < this.#at(parent); parent = (index - 1) >> 1) {
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(index: number): void {
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < this.#heap.length && this.#at(left) < this.#at(least)) least = left;
      if (right < this.#heap.length && this.#at(right) < this.#at(least)) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): number {
    return this.#heap[index]!.at;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }
}

interface Waiting {
  most: number;
  taken: (count: number) => void;
}

/** Counts the messages that may be in work at the same time. Whoever finds none free waits, first come first served. */
export class Places {
  private readonly waiting: Waiting[] = [];
  private closed = false;

  constructor(private free: number) {}

  /** Takes at least one and at most `most` places, as soon as there are any; 0 once closed. */
  take(most: number): Promise<number> {
    return new Promise(taken => {
      this.waiting.push({ most, taken });
      this.serve();
    });
  }

  /** Gives `count` places back. */
  give(count: number): void {
    this.free += count;
    this.serve();
  }

  /** Nobody is given a place any more. */
  close(): void {
    this.closed = true;
    this.serve();
  }

  private serve(): void {
    while (this.waiting.length > 0 && (this.free > 0 || this.closed)) {
      const { most, taken } = this.waiting.shift()!;
      const count = this.closed ? 0 : Math.min(most, this.free);
      this.free -= count;
      taken(count);
    }
  }
}

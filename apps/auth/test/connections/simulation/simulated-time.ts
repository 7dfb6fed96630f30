import { Clock } from '@nat/service-kit';

interface Sleeper {
  due: number;
  order: number;
  wake: () => void;
}

/** The time of a simulated world: it jumps from one event to the next, and everything that an event sets off runs before the next. */
export class SimulatedTime {
  /** Milliseconds since the world began. */
  now = 0;
  private readonly heap: Sleeper[] = [];
  private slept = 0;

  sleep(milliseconds: number): Promise<void> {
    return new Promise(wake => this.push({ due: this.now + Math.max(0, milliseconds), order: this.slept++, wake }));
  }

  /** Lets the world run for so long. */
  async run(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settle();
    for (let next = this.heap[0]; next && next.due <= end; next = this.heap[0]) {
      this.pop();
      this.now = next.due;
      next.wake();
      await settle();
    }
    this.now = end;
  }

  private push(sleeper: Sleeper): void {
    const { heap } = this;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[parent]!)) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (left < heap.length && isBefore(heap[left]!, heap[first]!)) first = left;
      if (right < heap.length && isBefore(heap[right]!, heap[first]!)) first = right;
      if (first === at) return;
      [heap[at], heap[first]] = [heap[first]!, heap[at]!];
      at = first;
    }
  }
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** Promise reactions that are due all run before this. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** How a process sees time: its wall clock may be wrong and be set, its monotonic clock never jumps. */
export class ProcessClock extends Clock {
  /** Milliseconds its wall clock is ahead. */
  skew = 0;

  constructor(
    private readonly time: SimulatedTime,
    private readonly began: number,
    /** Holds back whoever woke up while the process does not run. */
    private readonly running: () => Promise<void>,
  ) {
    super();
  }

  now(): number {
    return Math.floor(this.began + this.time.now + this.skew);
  }

  monotonic(): number {
    return this.time.now;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const aborted = new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.time.sleep(milliseconds), aborted]);
    await this.running();
  }
}

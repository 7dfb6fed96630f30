/**
 * What may go wrong once: a 500 before or after the change was made, a connection cut after it, or too many requests.
 * Asked for by `POST /_sandbox/faults` with `{ method, path, kind, times? }`.
 */
export type FaultKind = 'error_before' | 'error_after' | 'drop_after' | 'rate_limited';

interface Fault {
  method: string;
  /** The path begins with this. */
  path: string;
  kind: FaultKind;
  times?: number;
}

/** Faults that are still to happen, in the order they were asked for. */
export class FaultPlan {
  private planned: Fault[] = [];

  add(fault: Fault): void {
    this.planned.push(fault);
  }

  take(method: string, path: string): FaultKind | undefined {
    const fault = this.planned.find(planned => planned.method === method && path.startsWith(planned.path));
    if (!fault) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    this.planned = this.planned.filter(({ times }) => times !== 0);
    return fault.kind;
  }
}

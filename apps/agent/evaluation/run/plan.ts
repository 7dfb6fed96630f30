import type { ModelRequest } from '../../src/model/model.port';
import type { Turn } from '../tasks/task';
import { resultsSoFar, turnsSoFar } from './turns';

/** How a message is answered: the n-th response, given what the tools told so far. */
export type Plan = (turn: number, results: readonly unknown[]) => Turn;

/** Plays a plan: which response of it a request asks for stands in the request itself. */
export class PlanPlayer {
  private plan: Plan | undefined;
  private message = 0;

  /** From now on requests are answered by this plan. */
  begin(plan: Plan): void {
    this.plan = plan;
    this.message += 1;
  }

  /** The next response to this request, with ids for its calls. @throws Error when nothing is planned. */
  next({ messages }: ModelRequest): { say?: string; calls: { id: string; name: string; input: Record<string, unknown> }[] } {
    const turn = turnsSoFar(messages);
    if (!this.plan) throw new Error('the model was asked although no message was sent');
    const { say, calls = [] } = this.plan(turn, resultsSoFar(messages));
    const id = (index: number): string => `toolu_${this.message}_${turn}_${index}`;
    return { say, calls: calls.map(([name, input], index) => ({ id: id(index), name, input })) };
  }
}

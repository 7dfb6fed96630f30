import { z } from 'zod';
import { defineTool, type Tool } from '../../src/tools/kit/define-tool';
import { ToolRegistry } from '../../src/tools/kit/tool-registry';
import { accountOf } from '../../src/tools/writing/account';

const people = ['1', '2', '3', '4'];

/** A change of four people that goes on when a test says so. */
export class SlowTool {
  /** Those that were changed, in order. */
  readonly changed: string[] = [];
  private readonly waiting: (() => void)[] = [];
  private open = 0;

  /** Lets so many more be changed. */
  let(more: number): void {
    this.open += more;
    for (const go of this.waiting.splice(0)) go();
  }

  get registry(): ToolRegistry {
    const tool = defineTool({
      name: 'change_people',
      version: 1,
      effect: 'critical',
      minRole: 'member',
      description: 'For tests.',
      input: z.strictObject({}),
      operations: [],
      title: () => 'Change four people',
      preview: async () => ({
        kind: 'person',
        count: people.length,
        sample: [{ id: '1', label: 'Ann' }],
        changes: [{ field: 'state', before: 'old', after: 'new' }],
        reversible: true,
        notes: [],
        targets: { type: 'signups' as const, ids: people },
      }),
      run: async (_, { signal, progress }, { journal }) => {
        await journal.plan(people.map(id => ({ id, type: 'signups' })));
        for (const [index, id] of people.entries()) {
          await this.turn(signal);
          if (signal.aborted) break;
          await journal.mark([id], { state: 'sent' });
          this.changed.push(id);
          await journal.mark([id], { state: 'done' });
          progress?.({ done: index + 1, alreadySo: 0, failed: 0, total: people.length });
        }
        return accountOf(journal, { did: 'Changed' });
      },
      undo: { class: 'none' },
    });
    return new ToolRegistry([tool as Tool]);
  }

  private async turn(signal: AbortSignal): Promise<void> {
    while (this.open === 0 && !signal.aborted)
      await new Promise<void>(resolve => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    this.open -= 1;
  }
}

import { ManualClock } from '@nat/service-kit';
import { catalog } from '../src/tools/catalog';
import type { ReadTool, ToolContext, ToolResult } from '../src/tools/kit/define-tool';
import type { InMemoryExportFiles } from '../src/tools/results/in-memory-export.store';
import { NationDouble } from './nation-double';
import { toolContext } from './tool-context';

/** One nation, and the read tools of the catalog at work in it. */
export class ToolBench {
  readonly nation = new NationDouble();
  readonly clock = new ManualClock('2026-11-20T10:00:00.000Z');
  readonly slug = 'acme';
  exports!: InMemoryExportFiles;
  context!: ToolContext;

  async start(): Promise<void> {
    await this.nation.start();
    this.renew();
  }

  stop(): Promise<void> {
    return this.nation.stop();
  }

  /** A new query: nothing is kept, nothing was asked. */
  renew(): void {
    const { clock, slug, nation } = this;
    nation.requests.splice(0);
    const context = toolContext({ template: nation.template, slug, accessToken: 'nb-token', clock });
    this.context = context;
    this.exports = context.exports;
  }

  /** Runs a tool as the loop does: input through its schema first. What the model gets has been JSON. */
  async run(name: string, input: object = {}): Promise<ToolResult & { data: never }> {
    const tool = catalog.find(name) as ReadTool;
    const result = await tool.run(tool.input.parse(input), this.context);
    const forModel = JSON.parse(JSON.stringify(result.forModel)) as ToolResult['forModel'];
    return { ...result, forModel, data: forModel.data as never };
  }

  /** Address of a record's page. */
  link(path: string): string {
    return `${this.nation.template.replace('{slug}', this.slug)}/admin/${path}`;
  }
}

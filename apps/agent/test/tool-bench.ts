import type { NationSlug } from '@nat/contracts';
import { NationBuilderClient, NationOrigin, TokenBucket } from '@nat/nationbuilder';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { catalog } from '../src/tools/catalog';
import type { ReadTool, ToolContext, ToolResult } from '../src/tools/kit/define-tool';
import { Links } from '../src/tools/kit/links';
import { InMemoryExportFiles } from '../src/tools/results/export-files';
import { InMemoryResultSets } from '../src/tools/results/result-sets';
import { NationDouble } from './nation-double';

/** One nation, and the read tools of the catalog at work in it. */
export class ToolBench {
  readonly nation = new NationDouble();
  readonly clock = new ManualClock('2026-11-20T10:00:00.000Z');
  readonly slug = 'acme' as NationSlug;
  exports = new InMemoryExportFiles(() => this.clock.now());
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
    const origin = new NationOrigin({ production: false, template: nation.template });
    const tokens = { token: async () => ({ accessToken: 'nb-token', generation: 1 }) };
    const limit = new TokenBucket(clock, 1e6, 1e6);
    nation.requests.splice(0);
    this.exports = new InMemoryExportFiles(() => clock.now());
    this.context = {
      nation: new NationBuilderClient({ slug, origin, tokens, limit, clock, rng: new SeededRng(1) }),
      links: new Links(origin, slug),
      clock,
      timeZone: 'America/Chicago',
      resultSets: new InMemoryResultSets(() => clock.iso()),
      exports: this.exports,
      signal: new AbortController().signal,
    };
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

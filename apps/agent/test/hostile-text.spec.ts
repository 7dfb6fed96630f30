import { policyOf, resourceOf, resourceTypes, type ResourceType } from '@nat/nationbuilder';
import { ManualClock, SystemClock } from '@nat/service-kit';
import { NationBuilderDouble } from '@nat/testing';
import type { ReadTool, ToolContext, ToolResult } from '../src/tools/kit/define-tool';
import { readTools } from '../src/tools/reads';
import { toolContext } from './tool-context';

// A nation with an attack in every text: orders to an assistant, turned and invisible characters, terminal commands, markup, a
// formula, notes of 1 MB. Each attack holds the canary CANARY-{type}-{id}-{attribute}.

const clock = new ManualClock('2026-06-15T12:00:00.000Z');
let double: NationBuilderDouble;

async function contextOf(slug: string) {
  const accessToken = await double.accessToken('ada', slug);
  return toolContext({ template: double.originTemplate, slug, accessToken, clock, waitsBy: new SystemClock() });
}

beforeAll(async () => void (double = await NationBuilderDouble.start('2026-06-15T12:00:00Z')), 60_000);
afterAll(() => double.stop());

const tools = new Map(readTools.map(tool => [tool.name, tool]));
const run = (name: string, input: object, context: ToolContext): Promise<ToolResult> => {
  const tool = tools.get(name) as ReadTool;
  return tool.run(tool.input.parse(input), context);
};

/** Everything that leaves a tool, for the model and for people. */
function expectHarmless({ forModel, summary, links }: ToolResult): void {
  const said = JSON.stringify({ forModel, summary, labels: links.map(({ label }) => label) });
  expect(said).not.toMatch(/\\u00|[\p{Cc}\p{Cf}\p{Co}]/u);
  expect(said.length).toBeLessThan(60_000);
  // A canary that was cut tells no attribute.
  for (const [, type, attribute] of said.matchAll(/CANARY-([a-z_]+)-\d+-(\w+)(?![\w…])/g)) {
    const { attributes, extraFields } = resourceOf(type!);
    const policy = policyOf(attribute!, (attributes[attribute!] ?? extraFields[attribute!])!);
    expect([type, attribute, policy]).toEqual([type, attribute, expect.stringMatching(/^(plain|free_text)$/)]);
  }
  if (said.includes('CANARY')) expect(forModel.untrusted).toBe(true);
  for (const { url } of links) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/n\/hostile\/admin\/[a-z_]+\/\d+$/);
}

describe('texts of the nation', () => {
  let hostile: Awaited<ReturnType<typeof contextOf>>;
  beforeAll(async () => void (hostile = await contextOf('hostile')));

  it.each(readTools.filter(({ name }) => name.startsWith('list_')).map(({ name }) => name))('are harmless in %s', async name => {
    expectHarmless(await run(name, { limit: 20, sort: 'id' }, hostile));
  });

  it.each(resourceTypes.filter(type => tools.has(`get_${resourceOf(type).singular}`)))(
    'are harmless in one of %s',
    async type => {
      const { records } = await hostile.nation.list(type, { sort: 'id' as never, page: { size: 4, number: 1 } });
      expect(records.length).toBeGreaterThan(0);
      for (const { id } of records) expectHarmless(await run(`get_${resourceOf(type).singular}`, { id }, hostile));
    },
  );

  it.each(resourceTypes)('are harmless in %s with every field that may be told', async type => {
    const fields = Object.entries(resourceOf(type).attributes).flatMap(([name, attribute]) =>
      attribute.access !== 'w' && ['plain', 'free_text'].includes(policyOf(name, attribute)) ? [name] : [],
    );
    const found = await run('find_records', { type, fields, limit: 10, sort: 'id' }, hostile);
    expectHarmless(found);
    expect(JSON.stringify(found.forModel)).toMatch(hasTexts(type) ? /CANARY/ : /./);
  });

  it('are harmless as names of groups, in samples and among duplicates', async () => {
    const measures = [{ fn: 'count' }];
    expectHarmless(
      await run('aggregate_records', { type: 'signup_taggings', measures, group_by: 'tag_id', limit: 200 }, hostile),
    );
    expectHarmless(await run('aggregate_records', { type: 'signups', measures, group_by: 'employer', limit: 200 }, hostile));
    expectHarmless(await run('find_people', { all: [{ from: 'contacts' }] }, hostile));
    expectHarmless(await run('show_result_set', { result_set: 'rs_1', sort: 'id', fields: ['note', 'custom_values'] }, hostile));
    expectHarmless(await run('find_duplicates', { by: 'name' }, hostile));
    expectHarmless(await run('describe_records', { type: 'signups' }, hostile));
  }, 60_000);

  it('are no formula in a file', async () => {
    const { exportId } = await run(
      'export_records',
      { type: 'lists', columns: ['name', 'slug', 'author', 'signups_count'] },
      hostile,
    );
    const { text } = hostile.exports.files.get(exportId!)!;
    expect(text).toContain('CANARY-lists');
    expect(text).not.toMatch(/(?:^|,|\n)"?[=+@\t]/);
    expect(text.slice(1)).not.toMatch(/[\p{Cf}\p{Co}]/u);
  });
});

/** True when the type has a text that may be told and that an attack can be in. */
function hasTexts(type: ResourceType): boolean {
  const { attributes } = resourceOf(type);
  return Object.entries(attributes).some(
    ([name, attribute]) =>
      attribute.kind === 'text' && attribute.access !== 'w' && ['plain', 'free_text'].includes(policyOf(name, attribute)),
  );
}

it('a record of another nation is not there', async () => {
  const [demo, other] = await Promise.all([contextOf('demo'), contextOf('empty')]);
  const { records } = await demo.nation.list('signups', { page: { size: 5, number: 1 }, sort: '-id' });
  for (const { id } of records) await expect(run('get_signup', { id }, other)).rejects.toMatchObject({ kind: 'not_found' });
  expect((await run('list_donations', { filter: { signup_id: records[0]!.id } }, other)).forModel.count).toBe(0);
});

import { findOperation, policyOf, resourceOf, resourceTypes, type ResourceType } from '@nat/nationbuilder';
import { SystemClock } from '@nat/service-kit';
import { NationBuilderDouble } from '@nat/testing';
import { held } from '../../src/loop/tool-outcome';
import type { ToolContext, WriteTool } from '../../src/tools/kit/define-tool';
import type { ToolError } from '../../src/tools/kit/tool-error';
import { nameAttributesOf } from '../../src/tools/kit/names';
import { writeTools } from '../../src/tools/writes';
import { toolContext } from '../tool-context';

// What the model is told of held changes in a nation with an attack in every text. Each attack holds the canary
// CANARY-{type}-{id}-{attribute}: of those that may not be told, none comes through.

const slug = 'hostile';
let double: NationBuilderDouble;
let context: ToolContext;

beforeAll(async () => {
  double = await NationBuilderDouble.start('2026-06-15T12:00:00Z');
  const accessToken = await double.accessToken('ada', slug);
  context = toolContext({ template: double.originTemplate, slug, accessToken, clock: new SystemClock() });
}, 60_000);
afterAll(() => double.stop());

/** What the model would read of a call. */
async function told(name: string, input: Record<string, unknown>) {
  const tool = writeTools.find(one => one.name === name) as WriteTool;
  const parsed = tool.input.parse(input);
  return held(tool, parsed, await tool.preview(parsed, context));
}

const firstIds = async (type: ResourceType): Promise<string[]> =>
  (await context.nation.list(type, { sort: 'id' as never, page: { size: 3, number: 1 } })).records.map(({ id }) => id);

function expectHarmless(refusal: Awaited<ReturnType<typeof told>>): void {
  const said = JSON.stringify(refusal);
  expect(said).not.toMatch(/\\u00|[\p{Cc}\p{Cf}\p{Co}]/u);
  for (const [, type, attribute] of said.matchAll(/CANARY-([a-z_]+)-\d+-(\w+)(?![\w…])/g)) {
    const { attributes, extraFields } = resourceOf(type!);
    // A record goes by its name, whoever gave it.
    const isName = nameAttributesOf(type as ResourceType).includes(attribute!);
    const policy = isName ? 'plain' : policyOf(attribute!, (attributes[attribute!] ?? extraFields[attribute!])!);
    expect([type, attribute, policy]).toEqual([type, attribute, 'plain']);
  }
  if (said.includes('CANARY')) expect(refusal.would!.untrusted).toBe(true);
}

/** Texts of the type that can be written anew. */
const textsOf = (type: ResourceType): Record<string, string> =>
  Object.fromEntries(
    Object.entries(resourceOf(type).attributes).flatMap(([name, { kind, access }]) =>
      kind === 'text' && access === 'rw' && name !== 'time_zone' ? [[name, 'new']] : [],
    ),
  );
const overwritten = resourceTypes.filter(type => findOperation(type, 'update') && Object.keys(textsOf(type)).length > 0);
const deleted = resourceTypes.filter(type => findOperation(type, 'delete') && findOperation(type, 'show'));

it.each(overwritten)(
  'of %s whose texts are overwritten, one by one',
  async type => {
    const [id] = await firstIds(type);
    for (const [name, value] of Object.entries(textsOf(type)))
      expectHarmless(await told('change_record', { type, action: 'update', id, attributes: { [name]: value } }));
  },
  60_000,
);

it.each(deleted)('of %s that are deleted', async type => {
  for (const id of await firstIds(type)) expectHarmless(await told('change_record', { type, action: 'delete', id }));
});

it('of tags that are put on and taken off', async () => {
  const { records } = await context.nation.list('signup_taggings', { page: { size: 3, number: 1 } });
  for (const { attributes } of records) {
    const { record } = await context.nation.show('signup_tags', attributes.tag_id!, { fields: { signup_tags: ['name'] } });
    const input = { signup_id: attributes.signup_id, tag: String(record.attributes.name).slice(0, 200) };
    const said = await told('untag_signup', input).then(
      refusal => JSON.stringify(refusal),
      (error: unknown) => (error as ToolError).message,
    );
    expect(said).not.toMatch(/\\u00|[\p{Cc}\p{Cf}\p{Co}]/u);
  }
});

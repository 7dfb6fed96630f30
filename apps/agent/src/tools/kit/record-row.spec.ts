import { type Attribute, Included, policyOf, type ResourceRecord, resourceOf, resourceTypes } from '@nat/nationbuilder';
import { Names } from './names';
import { recordRow, toldValue } from './record-row';
import { fieldsOf, planRows } from './row-plan';

/** A value that names its attribute. */
function canary(name: string, { kind }: Attribute): unknown {
  if (kind === 'address') return { city: 'Austin', state: 'TX', address1: `canary-${name}`, zip: `canary-${name}-zip` };
  return kind === 'object' ? { key: `canary-${name}` } : `canary-${name}`;
}

const kindsOf = (type: (typeof resourceTypes)[number]) => {
  const { attributes, extraFields } = resourceOf(type);
  return { ...attributes, ...extraFields };
};
const hidden = (name: string, attribute: Attribute) => ['contact', 'private'].includes(policyOf(name, attribute));
/** Of an address, city and state are told. */
const isNever = (name: string, attribute: Attribute) => hidden(name, attribute) && attribute.kind !== 'address';

describe.each(resourceTypes)('a row of %s', type => {
  const kinds = kindsOf(type);
  const attributes = Object.fromEntries(Object.entries(kinds).map(([name, one]) => [name, canary(name, one)]));
  const record = { id: '7', type, attributes } as unknown as ResourceRecord;
  const askable = Object.keys(kinds).filter(name => kinds[name]!.access !== 'w' && !isNever(name, kinds[name]!));
  const plan = planRows(type, askable);
  // The second line of defense: a plan that names everything, as none should.
  const careless = { ...plan, fields: Object.keys(kinds) };
  const row = recordRow(record, careless, new Included(), new Names());

  it('holds nothing of contact data and private traits, though the record does and everything was asked for', () => {
    const text = JSON.stringify(row);
    for (const [name, one] of Object.entries(kinds)) if (hidden(name, one)) expect(text).not.toContain(`canary-${name}"`);
    expect(text).not.toContain('-zip');
  });

  it("marks somebody's own words", () => {
    for (const name of askable)
      if (policyOf(name, kinds[name]!) === 'free_text') expect(JSON.stringify(row[name])).toContain('"untrusted":true');
  });

  it('does not even ask for what is never told, unless it makes the name or the city', () => {
    const asked = [...(plan.query.fields?.[type] ?? []), ...(plan.query.extraFields?.[type] ?? [])] as string[];
    expect(asked.filter(name => isNever(name, kinds[name]!))).toEqual([]);
    expect(fieldsOf(type).filter(name => !Object.hasOwn(kinds, name))).toEqual([]);
  });

  it('refuses to show them, and says where they are', () => {
    const refused = Object.keys(kinds).filter(name => isNever(name, kinds[name]!) && kinds[name]!.access !== 'w');
    for (const name of refused) expect(() => planRows(type, [name])).toThrow(`${name} is never shown here`);
  });
});

describe('a value that is told', () => {
  const { note, employer } = resourceOf('signups').attributes as Record<string, Attribute>;

  it('is cut, cleaned and masked', () => {
    expect(toldValue('employer', employer!, 'x'.repeat(1_000_000))).toHaveLength(120);
    expect(toldValue('employer', employer!, 'A\u202ec\u0007me ana@example.org')).toBe('A c me [contact hidden]');
    const told = toldValue('note', note!, `call +1 512 555 0100 ${'n'.repeat(1_000_000)}`) as { text: string };
    expect(told.text).toHaveLength(500);
    expect(told.text).toContain('[contact hidden]');
  });

  it.each([undefined, null, '', '\u200b', {}, []])('is absent for %j', value => {
    expect(toldValue('employer', employer!, value)).toBeUndefined();
  });

  it('of an address is city and state', () => {
    const home = resourceOf('signups').extraFields.home_address!;
    expect(toldValue('home_address', home, { city: 'Waco', state: 'TX', address1: '1 Main St' })).toEqual({
      city: 'Waco',
      state: 'TX',
    });
    expect(toldValue('home_address', home, { address1: '1 Main St' })).toBeUndefined();
  });
});

it.each([
  ['signups', ['emial'], 'nearest: email'],
  ['events', ['name'], 'the name is on the page'],
  ['signups', ['email'], 'email is never shown here'],
] as const)('of %s, %j is refused: %s', (type, fields, said) => expect(() => planRows(type, fields)).toThrow(said));

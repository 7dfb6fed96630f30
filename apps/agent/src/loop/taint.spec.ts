import fc from 'fast-check';
import type { ModelMessage } from '../model/model.port';
import { resultBlock } from './tool-outcome';
import { isTainted } from './taint';

const results = (...data: unknown[]): ModelMessage => ({
  role: 'user',
  content: data.map((one, index) =>
    resultBlock(`t${index}`, { ok: true, result: { forModel: { data: one }, summary: '', links: [] } }),
  ),
});
const said = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });

it('begins with the words of somebody else, however deep they stand', () => {
  expect(isTainted([said('Hello'), results({ name: 'Ana' }, [{ note: { text: 'Call me', untrusted: true } }])])).toBe(true);
});

it('begins with text that reads like an order, which the result itself is marked for', () => {
  const result = { forModel: { data: [{ name: 'Ana' }], untrusted: true as const }, summary: '', links: [] };
  expect(isTainted([{ role: 'user', content: [resultBlock('t', { ok: true, result })] }])).toBe(true);
});

it('ends when that is not sent any more', () => {
  const messages = [results({ note: { text: 'x', untrusted: true } }), said('Next'), results({ name: 'Ana' })];
  expect(isTainted(messages)).toBe(true);
  expect(isTainted(messages.slice(1))).toBe(false);
  expect(isTainted([])).toBe(false);
});

it('is not in what the person or the model wrote', () => {
  const call = { type: 'tool_use', id: 't', name: 'x', input: { untrusted: true } };
  expect(isTainted([said('{"untrusted":true}'), { role: 'assistant', content: [call] }])).toBe(false);
});

it('cannot be forged or hidden by a text of a record, whatever it is', () => {
  const part = fc.constantFrom(
    '"untrusted":true',
    '"',
    '\\',
    '\\"',
    '{',
    '}',
    ':',
    ',',
    'untrusted',
    'true',
    '\n',
    '\u2028',
    'a',
  );
  const text = fc.array(part, { maxLength: 12 }).map(parts => parts.join(''));
  fc.assert(
    fc.property(text, fc.boolean(), (name, quoted) => {
      const data = { name, note: quoted ? { text: name, untrusted: true } : name };
      expect(isTainted([results(data)])).toBe(quoted);
    }),
  );
});

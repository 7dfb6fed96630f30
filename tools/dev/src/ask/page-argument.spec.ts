import { BadArgument } from './ask-problem';
import { pageOf } from './page-argument';

const sandbox = 'http://127.0.0.1:4711/n/{slug}';
const person = { nationSlug: 'demo', kind: 'person', recordId: '7' };

it('takes addresses of NationBuilder and of the sandbox that is asked', () => {
  expect(pageOf('https://demo.nationbuilder.com/admin/signups/7')).toEqual(person);
  expect(pageOf('https://demo.nationbuilder.com/admin/signups/7', sandbox)).toEqual(person);
  expect(pageOf('http://127.0.0.1:4711/n/demo/admin/signups/7', sandbox)).toEqual(person);
});

it.each([
  ['http://127.0.0.1:4711/n/demo/admin/signups/7', undefined, 'is no page of a nation'],
  ['http://127.0.0.1:4799/n/demo/admin/signups/7', sandbox, 'is no page of a nation'],
  ['demo', sandbox, 'is no page of a nation'],
  ['https://demo.nationbuilder.com/admin', 'http://127.0.0.1:4711', 'needs {slug}'],
])('refuses %s with the origin %s', (address, origin, message) => {
  expect(() => pageOf(address, origin)).toThrow(BadArgument);
  expect(() => pageOf(address, origin)).toThrow(message);
});

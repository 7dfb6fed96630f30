import { SseParser as ClientParser } from '@nat/client';
import fc from 'fast-check';
import { SseParser } from '../../console/protocol/sse-parser.js';

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      'id: 1',
      'id:2\0',
      'event: a',
      'event',
      'data: x',
      'data:  y',
      'data',
      ': hb',
      'retry: 20',
      'retry: x',
      'other: z',
      '',
    ),
    fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\n\r\n', '\ufeff'),
    fc.string({ maxLength: 6 }),
  ),
  { maxLength: 30 },
);

it('reads any stream as the client library does, cut anywhere', () => {
  fc.assert(
    fc.property(pieces, parts => {
      const [parser, reference] = [new SseParser(), new ClientParser()];
      expect(parts.flatMap(part => parser.push(part))).toEqual(parts.flatMap(part => reference.push(part)));
      expect(parser.retryMs).toBe(reference.retryMs);
    }),
    { numRuns: 2_000 },
  );
});

it('reads the same however the text is cut', () => {
  fc.assert(
    fc.property(pieces, parts => {
      const text = parts.join('');
      const whole = new SseParser();
      const single = new SseParser();
      expect(text.split('').flatMap(character => single.push(character))).toEqual(whole.push(text));
    }),
  );
});

it('reads an event of Nat, and passes over heartbeats', () => {
  expect(new SseParser().push('retry: 2000\n\n: hb\n\nid: 7\nevent: usage\ndata: {"v":1}\n\nid: 8\ndata: cut')).toEqual([
    { id: '7', event: 'usage', data: '{"v":1}' },
  ]);
});

import { headerValues, lastEventId, wantsCsv, wantsStream } from './request-headers';

it('sees every value a header was sent with', () => {
  expect(headerValues(['A', '1', 'b', 'a', 'a', '2'], 'a')).toEqual(['1', '2']);
});

it.each([
  ['text/event-stream', true],
  ['application/json, Text/Event-Stream;q=0.5', true],
  ['text/event-stream; q=0', false],
  ['text/event-stream;q=0.0', false],
  ['text/event-streams', false],
  ['text/*', false],
  ['', false],
  [undefined, false],
])('reads Accept %j', (accept, expected) => {
  expect(wantsStream(accept)).toBe(expected);
  expect(wantsCsv(accept)).toBe(false);
  expect(wantsCsv(accept?.replace(/event-stream/i, 'CSV'))).toBe(expected);
});

it('lets the header win over the query', () => {
  expect(lastEventId(['Last-Event-ID', '7'], { after: '3' })).toBe(7);
  expect(lastEventId([], { after: '3' })).toBe(3);
  expect(lastEventId([], {})).toBe(0);
});

it.each([
  [['Last-Event-ID', '7', 'last-event-id', '8'], {}],
  [[], { after: ['1', '2'] }],
  [[], { after: '' }],
])('refuses what is not one id', (headers, query) => {
  expect(() => lastEventId(headers, query)).toThrow('malformed_request');
});

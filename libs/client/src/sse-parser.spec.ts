import fc from 'fast-check';
import { type ServerSentEvent, SseParser } from './sse-parser';

function parse(...pieces: string[]): { events: ServerSentEvent[]; parser: SseParser } {
  const parser = new SseParser();
  return { events: pieces.flatMap(piece => parser.push(piece)), parser };
}

describe('SseParser', () => {
  it('reads id, event and data of a frame', () => {
    const { events } = parse('id: 7\nevent: message.delta\ndata: {"text":"hi"}\n\n');
    expect(events).toEqual([{ id: '7', event: 'message.delta', data: '{"text":"hi"}' }]);
  });

  it('joins the data lines of a frame and strips one space only', () => {
    expect(parse('data: one\ndata:two\ndata:  three\ndata\n\n').events[0]?.data).toBe('one\ntwo\n three\n');
  });

  it.each(['\n', '\r', '\r\n'])('takes %j as a line end', end => {
    expect(parse(`event: a${end}data: 1${end}${end}data: 2${end}${end}`, 'x').events.map(({ data }) => data)).toEqual(['1', '2']);
  });

  it('passes over comments, unknown fields, frames without data and ids that hold NUL', () => {
    const { events, parser } = parse(': hb\n\nevent: lonely\n\nfoo: bar\nid: a\0b\ndata: x\n\n');
    expect(events).toEqual([{ id: '', event: 'message', data: 'x' }]);
    expect(parser.lastEventId).toBe('');
  });

  it('keeps the last id for frames without one, also of a frame without data', () => {
    expect(parse('id: 3\n\ndata: x\n\n').events).toEqual([{ id: '3', event: 'message', data: 'x' }]);
  });

  it('reads the retry delay when it is a number', () => {
    expect(parse('retry: 2000\n\n').parser.retryMs).toBe(2000);
    expect(parse('retry: 2s\n\n').parser.retryMs).toBeUndefined();
  });

  it('strips one byte order mark at the very start', () => {
    expect(parse('\ufeff', 'data: a\n\n').events[0]?.data).toBe('a');
    expect(parse('data: a\n\n\ufeffdata: b\n\n').events).toHaveLength(1);
  });

  it('never dispatches a frame that was cut off, nor counts its id', () => {
    const { events, parser } = parse('id: 1\ndata: a\n\nid: 2\ndata: b\n');
    expect(events.map(({ id }) => id)).toEqual(['1']);
    expect(parser.lastEventId).toBe('1');
  });

  it('reads the same events however the text is cut into pieces', () => {
    const line = fc.oneof(
      fc.constantFrom('', ':', ': hb', 'data', 'data:', 'retry: 5', 'id', 'event: notice'),
      fc.string({ unit: fc.constantFrom('d', 'a', 't', ':', ' ', '1', 'é', '\u{1f5f3}') }),
      fc.string().map(text => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.nat().map(id => `id: ${id}`),
    );
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n')))
      .map(lines => lines.flat().join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(400)), (whole, cuts) => {
        const places = [...new Set(cuts.map(cut => cut % (whole.length + 1)))].sort((a, b) => a - b);
        const pieces = [...places, whole.length].map((end, index) => whole.slice(index === 0 ? 0 : places[index - 1], end));
        const expected = parse(whole);
        const actual = parse(...pieces);
        expect(actual.events).toEqual(expected.events);
        expect(actual.parser.lastEventId).toBe(expected.parser.lastEventId);
        expect(actual.parser.retryMs).toBe(expected.parser.retryMs);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back what was written, whatever the data holds', () => {
    const frame = fc.record({ id: fc.nat().map(String), event: fc.constantFrom('a', 'message'), data: fc.json() });
    fc.assert(
      fc.property(fc.array(frame), frames => {
        const text = frames.map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`).join(': hb\n\n');
        expect(parse(...text.split('')).events).toEqual(frames);
      }),
      { numRuns: 300 },
    );
  });
});

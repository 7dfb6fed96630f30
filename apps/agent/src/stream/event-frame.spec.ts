import { EventFrame } from './event-frame';

const frame = () =>
  EventFrame.of(
    'message.delta',
    { queryId: 'qry_1', seq: 7, time: '2026-06-15T12:00:00.000Z' },
    { messageId: 'msg_1', text: 'a\nb' },
  );

it('stands on three lines, whatever its text', () => {
  expect(frame().sse.toString()).toBe(
    'id: 7\nevent: message.delta\ndata: {"v":1,"queryId":"qry_1","seq":7,"time":"2026-06-15T12:00:00.000Z","messageId":"msg_1","text":"a\\nb"}\n\n',
  );
});

it('is built once for all who are sent it together, and kept for nobody', async () => {
  const sent = frame();
  const bytes = sent.sse;
  expect(sent.sse).toBe(bytes);
  await Promise.resolve();
  expect(sent.sse).not.toBe(bytes);
  expect(sent.sse).toEqual(bytes);
});

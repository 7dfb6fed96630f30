import { WordsHeard } from './words-heard';

// The fake model begins with "There are", " 312", " volunteers".
const frames = {
  anthropic: (text: string) =>
    `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', delta: { type: 'text_delta', text } })}\n\n`,
  sdk: (text: string) => `data: ${JSON.stringify({ type: 'text_delta', text })}\n\n`,
  aiSdk: (delta: string) => `data: ${JSON.stringify({ type: 'text-delta', id: '0', delta })}\n\n`,
  nat: (text: string) => `id: 4\nevent: message.delta\ndata: ${JSON.stringify({ messageId: 'msg_1', text })}\n\n`,
};
const marks = { anthropic: 'text_delta', sdk: 'text_delta', aiSdk: '"text-delta"', nat: 'event: message.delta' };

describe.each(Object.keys(frames) as (keyof typeof frames)[])('words in frames of %s', api => {
  const frame = frames[api];
  const heardOf = (...chunks: [text: string, ms: number][]): number[] => {
    const heard = new WordsHeard(marks[api]);
    for (const [text, ms] of chunks) heard.add(Buffer.from(text), ms);
    return heard.at;
  };

  it('are there when their last letter is', () => {
    expect(heardOf([frame('There are'), 1], [frame(' 3'), 2], [frame('12 volunteers'), 3])).toEqual([1, 3, 3]);
  });

  it('are there when their frame is whole', () => {
    const whole = frame('There are 312');
    expect(heardOf([whole.slice(0, 20), 1], [whole.slice(20), 2])).toEqual([2, 2]);
  });

  it('are in no other frame', () => {
    const end = `event: message.completed\ndata: ${JSON.stringify({ text: 'There are 312' })}\n\n`;
    expect(heardOf([end, 1], [frame('There are'), 2])).toEqual([2]);
  });
});

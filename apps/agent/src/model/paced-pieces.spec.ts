import { PassThrough } from 'node:stream';
import { pacedPieces, promptPieces } from './paced-pieces.adapter';

const began = async (body: PassThrough) => {
  const pieces = pacedPieces(body);
  for (let piece = 0; piece < promptPieces; piece++) {
    body.write(String(piece));
    expect(await pieces.next()).toEqual({ done: false, value: String(piece) });
  }
  return pieces;
};

it('reads the first pieces as they come, then what came together as one', async () => {
  const body = new PassThrough();
  const pieces = await began(body);
  const next = pieces.next();
  for (const text of ['a', 'b', 'c']) body.write(text);
  expect(await next).toEqual({ done: false, value: 'abc' });
});

it('cuts no character in two', async () => {
  const body = new PassThrough();
  const pieces = await began(body);
  const next = pieces.next();
  const bytes = Buffer.from('Zoë');
  body.write(bytes.subarray(0, 3));
  expect(await next).toEqual({ done: false, value: 'Zo' });
  body.end(bytes.subarray(3));
  expect(await pieces.next()).toEqual({ done: false, value: 'ë' });
  expect(await pieces.next()).toEqual({ done: true, value: undefined });
});

it('ends with the body that is destroyed while it waits', async () => {
  const body = new PassThrough();
  const pieces = await began(body);
  const next = pieces.next();
  body.destroy(new Error('cut off'));
  await expect(next).rejects.toThrow('cut off');
});

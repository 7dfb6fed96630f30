import { heartbeat } from '@nat/contracts';
import fc from 'fast-check';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { SseRelay } from './sse-relay';

/** A client's connection that takes bytes only while it is `open`. */
class Client extends Writable {
  text = '';
  open = true;
  private waiting: (() => void)[] = [];

  constructor(highWaterMark = 1024) {
    super({ highWaterMark });
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    const take = (): void => {
      this.text += chunk.toString('utf8');
      done();
    };
    if (this.open) take();
    else this.waiting.push(take);
  }

  goOn(): void {
    this.open = true;
    for (const take of this.waiting.splice(0)) take();
  }
}

function relayed(client = new Client()) {
  const upstream = new PassThrough();
  const ended: SseRelay[] = [];
  const relay = new SseRelay(upstream, client, end => ended.push(end), { unsentBytes: 4096, stalledTicks: 3 });
  const ticks = (count: number): void => {
    for (let tick = 0; tick < count; tick++) relay.tick();
  };
  return { upstream, client, relay, ended, ticks };
}

async function settled(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await turn();
}

it('passes every byte on as it is, and heartbeats stand only between frames', async () => {
  const frame = fc.tuple(fc.nat(999), fc.json()).map(([id, data]) => `id: ${id}\nevent: x\ndata: ${data}\n\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1 }), fc.array(fc.nat(60), { minLength: 1 }), async (frames, sizes) => {
      const { upstream, client, ticks } = relayed();
      const bytes = Buffer.from(frames.join(''));
      for (let at = 0, step = 0; at < bytes.length; step++) {
        const size = 1 + sizes[step % sizes.length]!;
        upstream.write(bytes.subarray(at, at + size));
        at += size;
        await turn();
        if (step % 3 === 0) ticks(16);
      }
      upstream.end();
      await settled();
      const parts = client.text.split(heartbeat);
      expect(parts.join('')).toBe(frames.join(''));
      for (const part of parts.slice(0, -1)) expect(part === '' || part.endsWith('\n\n')).toBe(true);
      expect(client.writableFinished).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it('sends a heartbeat after 15 quiet ticks, not before, and again 15 later', async () => {
  const { upstream, client, ticks } = relayed();
  upstream.write('data: 1\n\n');
  await settled();
  ticks(14);
  expect(client.text).toBe('data: 1\n\n');
  ticks(1);
  expect(client.text).toBe(`data: 1\n\n${heartbeat}`);
  ticks(15);
  expect(client.text).toBe(`data: 1\n\n${heartbeat}${heartbeat}`);
});

it('counts the quiet ticks anew after every byte', async () => {
  const { upstream, client, ticks } = relayed();
  ticks(14);
  upstream.write('data: 1\n\n');
  await settled();
  ticks(14);
  expect(client.text).toBe('data: 1\n\n');
});

it('stops reading while the client takes nothing, and goes on where it stopped', async () => {
  const { upstream, client, ticks } = relayed();
  client.open = false;
  const piece = 'x'.repeat(700);
  for (let index = 0; index < 20; index++) upstream.write(piece);
  await settled();
  expect(upstream.isPaused()).toBe(true);
  expect(client.writableLength).toBeLessThan(4096);
  ticks(2);
  client.goOn();
  await settled();
  upstream.end();
  await settled();
  expect(client.text).toBe(piece.repeat(20));
});

it('cuts off a client that takes nothing for too long', async () => {
  const { upstream, client, ended, ticks } = relayed();
  client.open = false;
  for (let index = 0; index < 4; index++) upstream.write('x'.repeat(700));
  await settled();
  ticks(2);
  expect(client.destroyed).toBe(false);
  ticks(1);
  expect(client.destroyed).toBe(true);
  expect(upstream.destroyed).toBe(true);
  expect(ended).toHaveLength(1);
});

it('cuts off a client with more unsent than allowed', async () => {
  const { upstream, client } = relayed();
  client.open = false;
  upstream.write('x'.repeat(5000));
  await settled();
  expect(client.destroyed).toBe(true);
  expect(upstream.destroyed).toBe(true);
});

it('ends the answer when the upstream is lost, with what came until then', async () => {
  const { upstream, client, ended } = relayed();
  upstream.write('id: 1\ndata: a\n\nid: 2\nda');
  await settled();
  upstream.destroy(new Error('gone'));
  await settled();
  expect(client.text).toBe('id: 1\ndata: a\n\nid: 2\nda');
  expect(client.writableFinished).toBe(true);
  expect(ended).toHaveLength(1);
});

it('lets go of the upstream when the client leaves', async () => {
  const { upstream, client, ended } = relayed();
  client.destroy();
  await settled();
  expect(upstream.destroyed).toBe(true);
  expect(ended).toHaveLength(1);
});

it('lets go of the upstream when the client had left before', async () => {
  const client = new Client();
  client.destroy();
  await settled();
  const { upstream, ended } = relayed(client);
  expect(upstream.destroyed).toBe(true);
  expect(ended).toHaveLength(1);
});

it('ends when told, once', async () => {
  const { upstream, client, relay, ended } = relayed();
  upstream.write('data: 1\n\n');
  await settled();
  relay.close();
  relay.close();
  await settled();
  expect(client.text).toBe('data: 1\n\n');
  expect(client.writableFinished).toBe(true);
  expect(ended).toHaveLength(1);
});

// A nation with many gifts, read page by page: enough of NationBuilder to measure the client that reads it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveAs, setting } from '../relay/child';

const total = Number(setting('RECORDS'));

function gift(id: number): object {
  return {
    id: String(id),
    type: 'donations',
    attributes: {
      signup_id: String((id * 7) % 25_000),
      amount_in_cents: (id * 37) % 50_000,
      amount: `$${((id * 37) % 50_000) / 100}`,
      status: 'succeeded',
      succeeded_at: '2026-05-01T10:00:00-05:00',
      payment_type_name: 'Credit Card',
      created_at: '2026-05-01T10:00:00-05:00',
    },
  };
}

serveAs(async () => {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://nation');
    const [size, page] = [Number(searchParams.get('page[size]')), Number(searchParams.get('page[number]'))];
    const first = (page - 1) * size + 1;
    const data = Array.from({ length: Math.max(0, Math.min(size, total - first + 1)) }, (_, n) => gift(first + n));
    const meta = searchParams.has('stats[total]') ? { stats: { total: { count: total } } } : {};
    response.writeHead(200, { 'content-type': 'application/vnd.api+json' }).end(JSON.stringify({ data, meta }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

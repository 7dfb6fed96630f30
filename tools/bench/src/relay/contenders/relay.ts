import 'reflect-metadata';
import { OpenStreams } from '@nat/api-gateway';
import { SystemClock } from '@nat/service-kit';
import fastify, { type FastifyRequest } from 'fastify';
import { Agent, type IncomingMessage, request } from 'node:http';
import { serveAs, setting } from '../child';

/** The gateway's relay with its heartbeats, limits and backpressure, on its HTTP framework; nobody is asked for leave. */
serveAs(async () => {
  const upstream = setting('UPSTREAM');
  const agent = new Agent({ keepAlive: true });
  const streams = new OpenStreams(new SystemClock());
  streams.onModuleInit();
  const open = ({ url, headers, body }: FastifyRequest): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { host: _host, ...passed } = headers;
      const call = request(new URL(url, upstream), { method: 'POST', agent, headers: passed }, resolve);
      call.on('error', reject);
      call.setNoDelay(true);
      call.end(body);
    });
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.post('*', async (asked, reply) => streams.relay(await open(asked), reply));
  return app.listen({ port: 0, host: '127.0.0.1' });
});

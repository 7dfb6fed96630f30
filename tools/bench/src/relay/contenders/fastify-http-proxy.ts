import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { serveAs, setting } from '../child';

/** A proxy on the gateway's own HTTP framework. */
serveAs(async () => {
  const app = fastify();
  await app.register(proxy, { upstream: setting('UPSTREAM') });
  return app.listen({ port: 0, host: '127.0.0.1' });
});

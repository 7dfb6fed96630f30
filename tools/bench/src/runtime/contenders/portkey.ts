import { type AddressInfo, Server } from 'node:net';
import { serveAs } from '../../relay/child';

/**
 * Portkey's gateway as its package starts it. It names no address to listen at, which would be all of this machine's: here
 * whatever listens does so on the loopback.
 */
serveAs(async () => {
  const listen = Reflect.get(Server.prototype, 'listen') as (this: Server, ...given: unknown[]) => Server;
  const address = new Promise<AddressInfo>(resolve => {
    Server.prototype.listen = function listenOnLoopback(this: Server, ...given: unknown[]): Server {
      this.once('listening', () => resolve(this.address() as AddressInfo));
      const told = given.find(argument => typeof argument === 'function');
      return listen.call(this, { port: 0, host: '127.0.0.1' }, told);
    };
  });
  process.argv.push('--headless');
  await import('@portkey-ai/gateway/build/start-server.js');
  return `http://127.0.0.1:${(await address).port}`;
});

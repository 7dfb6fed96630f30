import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that were opened and never used: browsers and balancers keep some ready. Node counts them as busy, so
 * without this a server with one of them would never finish closing.
 *
 * @returns closes those that are silent now.
 */
export function trackSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', (request: IncomingMessage) => silent.delete(request.socket));
  return () => {
    for (const socket of silent) socket.destroy();
  };
}

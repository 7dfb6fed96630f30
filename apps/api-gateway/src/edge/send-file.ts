import type { Clock } from '@nat/service-kit';
import type { FastifyReply } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { StallLimit } from './stall-limit';

/**
 * Passes a CSV file of a sibling on as it comes, with its name and, where it is known, its length, and no other header of it: a
 * slow client slows the sibling down, and a file that breaks off breaks off here too.
 */
export async function sendFile(file: IncomingMessage, reply: FastifyReply, clock: Clock): Promise<void> {
  for (const name of ['content-disposition', 'content-length'] as const) {
    const value = file.headers[name];
    if (value !== undefined) void reply.header(name, value);
  }
  const limited = pipeline(file, new StallLimit(clock), () => undefined); // told to whoever reads the last stream
  await reply.type('text/csv; charset=utf-8').send(limited);
}

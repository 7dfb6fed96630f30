import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createClaudeServer } from './claude-server';
import { MessageEndpoints } from './message-endpoints';
import type { LoggedRequest } from './request-log';
import { claudeFault, type ClaudeFault } from './script/faults';
import { scriptedTurn, type ScriptedTurn } from './script/scripted-turns';
import type { Latency } from './stream-writer';

export type { ClaudeFault, Latency, LoggedRequest, ScriptedTurn };

export interface ClaudeOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Absent: no delay at all. */
  latency?: Partial<Latency>;
  /** The one key that is accepted; absent: any key is. */
  apiKey?: string;
  /** Milliseconds since 1970, for cache lives, the log, and the date where a question carries none. Absent: the system clock. */
  now?: () => number;
  /** Size of a text delta, in tokens of four characters. Absent: 2. */
  tokensPerDelta?: number;
  /** How many requests the log keeps. Absent: 200. */
  logLimit?: number;
}

/** A running double of the Messages API. */
export interface ClaudeDouble {
  /** Base URL for the SDK, without a path. */
  readonly url: string;
  readonly port: number;
  /** Answers for the next requests, before the planner is asked. Throws on a turn that is not well formed. */
  script(turns: readonly ScriptedTurn[]): void;
  /** Failures for the next requests. */
  fault(...faults: readonly ClaudeFault[]): void;
  /** The last requests with their bodies, oldest first. */
  requests(): LoggedRequest[];
  /** Scripted turns that no request has taken yet. */
  readonly waitingTurns: number;
  /** Forgets scripts, faults, log and cache. */
  reset(): void;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Starts the double on 127.0.0.1. Rejects with a message that names the port when it is taken. */
export async function startClaude(options: ClaudeOptions = {}): Promise<ClaudeDouble> {
  const endpoints = new MessageEndpoints({
    latency: { firstTokenMs: 0, perTokenMs: 0, ...options.latency },
    apiKey: options.apiKey,
    now: options.now ?? Date.now,
    tokensPerDelta: options.tokensPerDelta ?? 2,
    logLimit: options.logLimit ?? 200,
  });
  const server = createClaudeServer(endpoints);
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    script: turns => endpoints.answers.script.add(turns.map(turn => scriptedTurn.parse(turn))),
    fault: (...faults) => endpoints.answers.faults.add(faults.map(fault => claudeFault.parse(fault))),
    requests: () => endpoints.log.all(),
    get waitingTurns() {
      return endpoints.answers.script.size;
    },
    reset: () => endpoints.reset(),
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on 127.0.0.1 is in use, so the Claude double cannot start there. Stop what uses it or choose another port.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

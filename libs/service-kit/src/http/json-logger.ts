import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Levels of Nest's logger from `least` up; `silent` writes nothing. */
function levelsFrom(least: string): LogLevel[] {
  const order: LogLevel[] = ['debug', 'log', 'warn', 'error', 'fatal'];
  return least === 'silent' ? [] : order.slice(Math.max(0, order.indexOf(least as LogLevel)));
}

/** One JSON object a line on standard output. Lines hold ids, counts and outcomes; never people's data, prompts or tokens. */
export class JsonLogger extends ConsoleLogger {
  constructor(service: string, least: string) {
    super(service, { json: true, colors: false, logLevels: levelsFrom(least) });
  }
}

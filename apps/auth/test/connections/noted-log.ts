import { Logger } from '@nestjs/common';

/** A line of the log, as its writer gave it. */
interface Line {
  event?: string;
  alarm?: string;
}

/** Keeps the log of each test of a file instead of writing it. */
export function notedLog(): { lines: Line[]; alarms(): string[] } {
  const lines: Line[] = [];
  const note = (line: Line): void => void lines.push(line);
  // Before each test: a service that a test starts brings a logger of its own.
  beforeEach(() => {
    Logger.overrideLogger({ log: note, warn: note, error: note });
    lines.length = 0;
  });
  return { lines, alarms: () => lines.flatMap(({ alarm }) => alarm ?? []) };
}

import { styleText } from 'node:util';

/** Shows one changing line on a terminal, and plain lines where there is none. Writes to standard error. */
export class Progress {
  private started = performance.now();
  private current?: string;
  private timer?: NodeJS.Timeout;
  private frame = 0;

  constructor(
    private readonly quiet = false,
    private readonly terminal = process.stderr.isTTY,
  ) {}

  /** Ends the step before and begins this one. */
  step(label: string): void {
    this.finish();
    if (this.quiet) return;
    this.current = label;
    this.started = performance.now();
    if (!this.terminal) return;
    this.timer = setInterval(() => this.draw(), 80);
    this.timer.unref();
    this.draw();
  }

  /** Marks the current step as done. */
  finish(): void {
    clearInterval(this.timer);
    if (this.current === undefined) return;
    const seconds = ((performance.now() - this.started) / 1000).toFixed(1);
    process.stderr.write(
      `${this.terminal ? '\r\u001b[2K' : ''}${tint('green', '✓')} ${this.current} ${tint('dim', `${seconds} s`)}\n`,
    );
    this.current = undefined;
  }

  /** Removes the line of an unfinished step. */
  clear(): void {
    clearInterval(this.timer);
    if (this.terminal && this.current !== undefined) process.stderr.write('\r\u001b[2K');
    this.current = undefined;
  }

  private draw(): void {
    const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
    process.stderr.write(`\r\u001b[2K${tint('cyan', frames[this.frame++ % frames.length]!)} ${this.current}`);
  }
}

type Color = Parameters<typeof styleText>[0];

/** Colors for people: only on a terminal, and never where NO_COLOR is set. */
export function tint(color: Color, text: string, stream: { isTTY?: boolean } = process.stderr): string {
  return stream.isTTY && !process.env.NO_COLOR ? styleText(color, text) : text;
}

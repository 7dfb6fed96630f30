import type { StreamEvent, StreamEventData } from '@nat/contracts';
import { tint } from './progress';

/** Goes to the line above and empties it. */
const lineAbove = '\u001b[1A\u001b[2K';

/** Writes a query to the terminal while it happens: a line per tool, the answer as it is produced, links at its end. */
export class AnswerPrinter {
  private column = 0;
  private streamed = '';
  /** Call whose progress is the line above. */
  private progressOf?: string;

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  show({ event, data }: StreamEvent): void {
    switch (event) {
      case 'message.delta':
        this.streamed += data.text;
        this.write(data.text);
        break;
      case 'message.completed':
        // A reader that resumed late has seen no deltas of this text.
        if (this.streamed === '') this.write(data.text);
        this.streamed = '';
        for (const { label, url } of data.links) this.line(`${tint('cyan', '→', this.out)} ${label}: ${url}`);
        break;
      case 'tool.started':
        this.line(tint('dim', `• ${data.title}…`, this.out));
        break;
      case 'tool.progress':
        this.progress(data);
        break;
      case 'tool.completed':
        this.line(`${this.mark(data)} ${tint('dim', data.summary, this.out)}`);
        break;
      case 'notice':
        this.line(tint('yellow', `! ${data.text}`, this.out));
        break;
      case 'query.failed':
        this.line(tint('red', data.problem.detail, this.out));
        break;
      case 'query.canceled':
        this.line(tint('yellow', 'Canceled.', this.out));
        break;
      case 'query.completed':
        this.line('');
        break;
    }
  }

  /** A change that waits for an approval has not failed. */
  private mark({ ok, errorCode }: { ok: boolean; errorCode?: string }): string {
    if (ok) return tint('green', '✓', this.out);
    return errorCode === 'approval_needed' ? tint('yellow', '◦', this.out) : tint('red', '✗', this.out);
  }

  /** On a terminal the newest takes the place of the one before; in a file or a pipe each is a line. */
  private progress({ done, alreadySo, failed, total, reading, toolCallId }: StreamEventData<'tool.progress'>): void {
    const far = `${(done + alreadySo + failed).toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
    const replaces = this.out.isTTY && this.progressOf === toolCallId ? lineAbove : '';
    this.line(`${replaces}${tint('dim', `  ${far}${reading ? ' read' : ''}`, this.out)}`);
    this.progressOf = toolCallId;
  }

  private write(text: string): void {
    this.out.write(text);
    this.progressOf = undefined;
    this.column = text.endsWith('\n') ? 0 : 1;
  }

  /** A line of its own, wherever the text stands. */
  private line(text: string): void {
    this.write(`${this.column > 0 ? '\n' : ''}${text}\n`);
  }
}

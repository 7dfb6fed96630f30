/** One dispatched event of a stream. `id` is the last id seen, `''` when the stream never sent one. */
export interface ServerSentEvent {
  id: string;
  /** `message` when the stream names none. */
  event: string;
  data: string;
}

/**
 * Reads `text/event-stream` piece by piece (WHATWG HTML, section 9.2.6): all three line ends, also split over pieces, one
 * leading byte order mark, comments, `retry`, multi-line data. A frame that is cut off at the end of the stream is never
 * dispatched, and neither is one without data. How the text is cut into pieces never changes what comes out.
 */
export class SseParser {
  /** Last id the stream named; what `Last-Event-ID` holds after a lost connection. */
  lastEventId = '';
  /** Milliseconds of the last valid `retry:` line. */
  retryMs: number | undefined;

  private rest = '';
  private data: string[] = [];
  private event = '';
  /** The id of the frame being read: it counts only once its frame is whole. */
  private id: string | undefined;
  private atStart = true;

  /** Takes the next piece of text and returns the events that it completes. */
  push(piece: string): ServerSentEvent[] {
    let text = this.rest + piece;
    if (this.atStart && text !== '') {
      if (text.startsWith('\ufeff')) text = text.slice(1);
      this.atStart = false;
    }
    const events: ServerSentEvent[] = [];
    let start = 0;
    for (;;) {
      const end = lineEnd(text, start);
      if (end === undefined) break;
      const event = this.line(text.slice(start, end.at));
      if (event) events.push(event);
      start = end.next;
    }
    this.rest = text.slice(start);
    return events;
  }

  private line(line: string): ServerSentEvent | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.data.push(value);
    else if (name === 'event') this.event = value;
    else if (name === 'id' && !value.includes('\0')) this.id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  private dispatch(): ServerSentEvent | undefined {
    this.lastEventId = this.id ?? this.lastEventId;
    const event = { id: this.lastEventId, event: this.event || 'message', data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.data = [];
    this.event = '';
    this.id = undefined;
    return empty ? undefined : event;
  }
}

/** The next line end at or after `from`. A CR that is the last character may be half of a CRLF, so it has to wait. */
function lineEnd(text: string, from: number): { at: number; next: number } | undefined {
  for (let at = from; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 10) return { at, next: at + 1 };
    if (character !== 13) continue;
    if (at + 1 === text.length) return undefined;
    return { at, next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  }
  return undefined;
}

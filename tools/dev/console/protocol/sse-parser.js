/**
 * One event of a stream.
 * @typedef {{ id: string, event: string, data: string }} ServerSentEvent
 */

/**
 * Reads `text/event-stream` piece by piece (WHATWG HTML, section 9.2.6). How the text is cut into pieces never changes what
 * comes out; a frame that is cut off is never an event. `libs/client` has the same rules for programs that are built.
 */
export class SseParser {
  /** Milliseconds of the last `retry:` line. @type {number | undefined} */
  retryMs;
  #rest = '';
  #atStart = true;
  #lastId = '';
  /** Of the frame that is being read. @type {{ id?: string, event: string, data: string[] }} */
  #frame = { event: '', data: [] };

  /**
   * @param {string} piece
   * @returns {ServerSentEvent[]} the events that it completes
   */
  push(piece) {
    let text = this.#rest + piece;
    if (this.#atStart && text !== '') {
      text = text.replace(/^\ufeff/, '');
      this.#atStart = false;
    }
    // A carriage return at the very end may be half of a line end, so it waits for what follows.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() + held;
    return lines.flatMap(line => this.#line(line) ?? []);
  }

  /** @param {string} line */
  #line(line) {
    if (line === '') return this.#dispatch();
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.#frame.data.push(value);
    else if (name === 'event') this.#frame.event = value;
    else if (name === 'id' && !value.includes('\0')) this.#frame.id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch() {
    const { id = this.#lastId, event, data } = this.#frame;
    this.#lastId = id;
    this.#frame = { event: '', data: [] };
    return data.length === 0 ? undefined : { id, event: event || 'message', data: data.join('\n') };
  }
}

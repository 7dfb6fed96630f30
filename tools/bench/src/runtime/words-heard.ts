import { pieces } from '../relay/words';

/** When each word of the fake model arrived whole, whatever frames it came in, by the length of all text so far. */
export class WordsHeard {
  /** Milliseconds, in the order of the words. */
  readonly at: number[] = [];
  private rest = '';
  private heard = 0;
  private due = pieces[0]!.length;

  /** @param mark stands in every frame that carries words, and in no other. */
  constructor(private readonly mark: string) {}

  add(chunk: Buffer, ms: number): void {
    const frames = (this.rest + chunk.toString('latin1')).split('\n\n');
    this.rest = frames.pop()!;
    for (const frame of frames) if (frame.includes(this.mark)) this.heard += textOf(frame).length;
    while (this.heard >= this.due) {
      this.at.push(ms);
      this.due += pieces[this.at.length % pieces.length]!.length;
    }
  }
}

/** The text of a delta, in the words of each API. */
function textOf(frame: string): string {
  const data = /^data: (.*)$/m.exec(frame)?.[1] ?? '{}';
  const { text, delta } = JSON.parse(data) as { text?: string; delta?: string | { text: string } };
  return text ?? (typeof delta === 'object' ? delta.text : delta) ?? '';
}

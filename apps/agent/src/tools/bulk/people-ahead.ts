import type { ToolContext } from '../kit/define-tool';
import { idsPerRead } from '../kit/records-by-id';
import { peopleOf, type Person } from '../writing/people';

/** The people of a long row of ids, read a hundred ahead of where they are asked for and forgotten behind. */
export class PeopleAhead {
  private part = new Map<string, Person>();
  private from = 0;
  private until = 0;
  private readonly places: ReadonlyMap<string, number>;

  constructor(
    private readonly ids: readonly string[],
    private readonly context: ToolContext,
  ) {
    this.places = new Map(ids.map((id, place) => [id, place]));
  }

  /** The person; undefined when there is none of that id any more. */
  async find(id: string): Promise<Person | undefined> {
    const place = this.places.get(id) ?? 0;
    if (place < this.from || place >= this.until) await this.read(place);
    return this.part.get(id);
  }

  private async read(place: number): Promise<void> {
    this.from = place;
    this.until = Math.min(place + idsPerRead, this.ids.length);
    this.part = new Map();
    for await (const people of peopleOf(this.ids.slice(this.from, this.until), this.context))
      for (const person of people) this.part.set(person.id, person);
  }
}

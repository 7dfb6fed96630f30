import { AwsError } from '../aws-error';
import type { Journal } from '../journal';

export interface TimeToLiveSpecification {
  AttributeName: string;
  Enabled: boolean;
}

/** Which attribute of which table says when an item expires. */
export class TimeToLive {
  constructor(private readonly journal: Journal) {}

  update(table: string, specification: TimeToLiveSpecification): object {
    const enabled = this.#attribute(table) !== undefined;
    if (specification.Enabled === enabled)
      throw new AwsError('ValidationException', `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    if (enabled && specification.AttributeName !== this.#attribute(table))
      throw new AwsError('ValidationException', 'TimeToLive is active on a different AttributeName');
    this.journal.write(specification.Enabled ? [`ttl/${table}`, specification.AttributeName] : [`ttl/${table}`]);
    return { TimeToLiveSpecification: specification };
  }

  describe(table: string): object {
    const attribute = this.#attribute(table);
    const TimeToLiveDescription = attribute
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
      : { TimeToLiveStatus: 'DISABLED' };
    return { TimeToLiveDescription };
  }

  forget(table: string): void {
    if (this.#attribute(table)) this.journal.write([`ttl/${table}`]);
  }

  tables(): Array<{ table: string; attribute: string }> {
    return [...this.journal.under('ttl/')].map(([table, attribute]) => ({ table, attribute: attribute as string }));
  }

  #attribute(table: string): string | undefined {
    return this.journal.get(`ttl/${table}`) as string | undefined;
  }
}

import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import type { Operations } from '../service';
import type { Queue } from './queue';
import type { Queues } from './queues';
import { invalidParameter, notFound } from './sqs-errors';

const remembered = 10; // per source, as SQS

/** Redrive: what is visible in a dead-letter queue goes back, all of it before the answer. */
export class MessageMoves {
  readonly #results: Array<{ TaskHandle: string; SourceArn: string } & Record<string, unknown>> = [];

  constructor(private readonly queues: Queues) {}

  get operations(): Operations {
    return {
      StartMessageMoveTask: (input: sdk.StartMessageMoveTaskRequest) => this.#start(input),
      ListMessageMoveTasks: ({ SourceArn = '', MaxResults = 1 }: sdk.ListMessageMoveTasksRequest) => {
        this.#queue(SourceArn);
        const results = this.#results.filter(result => result.SourceArn === SourceArn).slice(0, MaxResults);
        return { Results: results.map(({ TaskHandle: _handle, ...result }) => result) };
      },
    };
  }

  #start({ SourceArn = '', DestinationArn }: sdk.StartMessageMoveTaskRequest): object {
    const from = this.#queue(SourceArn);
    const isDeadLetterQueue = this.queues.all().some(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === SourceArn);
    if (!isDeadLetterQueue) throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    const destination = DestinationArn ? this.#queue(DestinationArn) : undefined;
    let moved = 0;
    for (const message of Array.from(from.available(Date.now()))) {
      const to = destination ?? this.queues.byArn(message.content.sourceArn ?? '');
      if (!to) continue; // sent to the dead-letter queue directly: there is no queue to go back to
      this.queues.redrive(message, from, to);
      moved++;
    }
    const TaskHandle = randomUUID();
    this.#results.unshift({
      TaskHandle,
      Status: 'COMPLETED',
      SourceArn,
      ...(DestinationArn ? { DestinationArn } : {}),
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: moved,
      StartedTimestamp: Date.now(),
    });
    this.#results.splice(remembered * Math.max(1, this.queues.all().length));
    return { TaskHandle };
  }

  #queue(arn: string): Queue {
    const queue = this.queues.byArn(arn);
    if (!queue)
      throw notFound("The resource that you specified for the SourceArn parameter or DestinationArn parameter doesn't exist.");
    return queue;
  }
}

import type { Message } from '@aws-sdk/client-sqs';
import { BaseRpcContext } from '@nestjs/microservices';
import type { EventBridgeEnvelope } from './envelope';
import type { SqsQueue } from './sqs-queue';

/** What a handler may know about the delivery of its event. */
export class SqsContext extends BaseRpcContext<[Message, EventBridgeEnvelope, SqsQueue]> {
  get message(): Message {
    return this.args[0];
  }

  get envelope(): EventBridgeEnvelope {
    return this.args[1];
  }

  /** How often this message was handed out, this time included. */
  get receiveCount(): number {
    return receiveCountOf(this.message);
  }

  /**
   * Keeps the message from other consumers for `seconds` from now. Rarely needed: the transport does it for as long as the
   * handler runs, unless the handler blocks the event loop.
   */
  async extendVisibility(seconds: number): Promise<void> {
    await this.args[2].hide(this.message, seconds);
  }
}

/** How often the message was handed out, this time included. */
export function receiveCountOf(message: Message): number {
  return Number(message.Attributes?.ApproximateReceiveCount ?? 1);
}

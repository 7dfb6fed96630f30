import { type ArgumentsHost, Catch, type PipeTransform, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventDefinition, EventOf } from '@nat/contracts';
import { type Observable, throwError } from 'rxjs';
import type { SqsContext } from './sqs.context';

const SUBSCRIPTIONS = Symbol('nat:subscriptions');

/** Turns the raw detail into the validated event; a detail that does not fit throws and the message is not deleted. */
class ParseEvent implements PipeTransform {
  constructor(private readonly definition: EventDefinition) {}
  transform(detail: unknown): unknown {
    return this.definition.schema.parse(detail);
  }
}

/** Nest's own filter hides the error behind "Internal server error"; the transport needs the real one. */
@Catch()
class PassErrorOn implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Subscribes a controller method to an event. The method's first argument is the validated event, its second,
 * if it takes one, the {@link SqsContext}. The message is deleted only after the returned promise fulfilled.
 */
export function On<Definition extends EventDefinition>(definition: Definition) {
  return <Handler extends (event: EventOf<Definition>, context: SqsContext) => Promise<void>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    Payload(new ParseEvent(definition))(target, key, 0);
    Ctx()(target, key, 1);
    UseFilters(new PassErrorOn())(target, key, descriptor);
    // by type and not by detail-type: the version is part of the type
    EventPattern<string>(definition.type)(target, key, descriptor);
    const known = (Reflect.getOwnMetadata(SUBSCRIPTIONS, target.constructor) as Subscription[] | undefined) ?? [];
    Reflect.defineMetadata(SUBSCRIPTIONS, [...known, { definition, method: key }], target.constructor);
  };
}

interface Subscription {
  definition: EventDefinition;
  method: string;
}

function subscriptions(controller: object): Subscription[] {
  return (Reflect.getOwnMetadata(SUBSCRIPTIONS, controller) as Subscription[] | undefined) ?? [];
}

/** The event types the given controllers subscribe to, sorted: what the deployed rules must equal. */
export function subscriptionsOf(...controllers: Array<abstract new (...args: never[]) => unknown>): string[] {
  return controllers.flatMap(controller => subscriptions(controller).map(({ definition }) => definition.type)).sort();
}

/** The `@On` methods of an instance that listen for `type`, each taking the raw event and validating it first. */
export function handlersOf(consumer: object, type: string): ((event: unknown) => Promise<void>)[] {
  return subscriptions(consumer.constructor)
    .filter(({ definition }) => definition.type === type)
    .map(({ definition, method }) => event => {
      const handler = (consumer as Record<string, (event: unknown) => Promise<void>>)[method]!;
      return handler.call(consumer, definition.schema.parse(event));
    });
}

import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ActionRunner } from './actions/action-runner';
import { LapsedActions } from './actions/lapsed-actions';
import { LapsedQueries } from './conversation/lapsed-queries';
import { QueriesService } from './conversation/queries.service';
import { OpenStreams } from './stream/open-streams';

/** Begins and ends what runs beside requests. Queries come to their end before the server closes, streams after them. */
@Injectable()
export class AgentLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queries: QueriesService,
    private readonly lapsed: LapsedQueries,
    private readonly actions: ActionRunner,
    private readonly lapsedActions: LapsedActions,
    private readonly streams: OpenStreams,
  ) {}

  onApplicationBootstrap(): void {
    this.lapsed.start();
    this.lapsedActions.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.lapsedActions.stop();
    await Promise.all([this.queries.drain(), this.actions.drain()]);
    await this.lapsed.stop();
    await this.streams.close();
  }
}

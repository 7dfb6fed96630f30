import { JoinSettings, NationSettings, type NationSettingsAnswer } from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';
import { Body, Controller, Param } from '@nestjs/common';
import { type Access, Caller } from '../access/access.guard';
import { requireSelected } from '../access/select-nation';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';

const path = '/internal/nation-settings';

/** One set of settings for people, of which agent keeps what it may do and auth who may join. */
@Controller()
export class NationSettingsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.getNationSettings)
  async get(@Caller() { identity }: Access, @Param('slug') slug: string): Promise<NationSettingsAnswer> {
    requireSelected(identity, slug);
    const [ofAgent, ofAuth] = await Promise.all([this.ofAgent(identity), this.ofAuth(identity)]);
    return { ...ofAgent, ...ofAuth };
  }

  /**
   * What stays as it is is read before anything is changed, so that a service that does not answer then has changed nothing. Of
   * two changes auth's is first; if agent's then fails, the refusal says that the first one is made. Asking again is harmless.
   */
  @Endpoint(endpoints.changeNationSettings)
  async change(
    @Caller() { identity }: Access,
    @Param('slug') slug: string,
    @Body() given: unknown,
  ): Promise<NationSettingsAnswer> {
    requireSelected(identity, slug);
    const { joinByConnection, ...rest } = bodyOf(endpoints.changeNationSettings, given);
    const forAgent = Object.values(rest).some(value => value !== undefined) ? rest : undefined;
    const unchanged = forAgent ? undefined : await this.ofAgent(identity);
    const ofAuth = await this.ofAuth(identity, joinByConnection === undefined ? undefined : { joinByConnection });
    const ofAgent =
      unchanged ?? (await this.ofAgent(identity, forAgent).catch(joinByConnection === undefined ? rethrown : halfDone));
    return { ...ofAgent, ...ofAuth };
  }

  /** As they are, or with a change as they become. */
  private ofAgent(identity: ServiceIdentity, change?: object): Promise<NationSettings> {
    return this.siblings.agent.call({ ...callOf(change), identity, schema: NationSettings });
  }

  private ofAuth(identity: ServiceIdentity, change?: JoinSettings): Promise<JoinSettings> {
    return this.siblings.auth.call({ ...callOf(change), identity, schema: JoinSettings });
  }
}

function callOf(change: object | undefined) {
  return change ? ({ method: 'PATCH', path, body: change } as const) : ({ method: 'GET', path } as const);
}

function rethrown(error: unknown): never {
  throw error;
}

function halfDone(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  const { code, detail, more } = error;
  const done = 'Who may join by signing in was changed as you asked; what follows is about the other settings.';
  throw new AppError(code, `${done} ${detail}`, more, { cause: error });
}

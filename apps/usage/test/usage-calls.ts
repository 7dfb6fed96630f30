import { Admission, type NationSlug, RenewAnswer, type RenewRequest, UsageAnswer, UsageRecorded } from '@nat/contracts';
import { finite, hash, periodStart, subscriptionUpdated } from './builders';
import type { UsageUnderTest } from './start-usage';
import { caller } from './usage-process';

type Word = RenewRequest extends infer Request ? (Request extends unknown ? Omit<Request, 'periodStart'> : never) : never;

/** What a nation's person, its agent and billing do to the app, and what they see of it. */
export function callsOf(app: UsageUnderTest, nation: NationSlug) {
  const person = caller(nation);
  const subscribe = (version: number, amount: number, more: Parameters<typeof subscriptionUpdated>[3] = {}) =>
    app.consumer.updateLimits(subscriptionUpdated(nation, version, finite(amount), more));
  const reserve = async (queryId: string, requestHash = hash('question'), as = person): Promise<Admission> => {
    const answer = await app.call('POST', '/internal/reservations', { from: 'api-gateway', as, body: { queryId, requestHash } });
    expect(answer.status).toBe(200);
    return Admission.parse(answer.body);
  };
  /** The answer as it comes, also to a word that is none. */
  const say = (queryId: string, body: object) =>
    app.call('POST', `/internal/reservations/${queryId}/renew`, { from: 'agent', as: person, body });
  const renew = async (queryId: string, word: Word | 'held' | 'finishing', from = periodStart) => {
    const { body } = await say(queryId, { periodStart: from, ...(typeof word === 'string' ? { state: word } : word) });
    return RenewAnswer.parse(body);
  };
  const release = (queryId: string) =>
    app.call('POST', `/internal/reservations/${queryId}/release`, { from: 'api-gateway', as: person, body: { periodStart } });
  const used = async () => {
    const { body } = await app.call('GET', '/internal/usage', { from: 'api-gateway', as: person });
    const [queries] = UsageAnswer.parse(body).meters;
    return { used: queries?.used, held: queries?.held, remaining: queries?.remaining };
  };
  const recorded = () =>
    app.bus
      .of<UsageRecorded>(UsageRecorded.type)
      .filter(event => event.nationslug === nation)
      .map(({ data }) => `${data.queryId} ${data.meters.map(({ meter, quantity }) => `${meter}=${quantity}`).join()}`);
  return { subscribe, reserve, say, renew, release, used, recorded };
}

import { givenToService } from '@nat/testing';
// The agent as a process of its own that can be killed: production's stores and bus, a model that answers by the question.
import 'reflect-metadata';
import { bootstrap } from '../../src/bootstrap';
import { type ScriptedResponse, ScriptedModel, calls, says } from '../../src/model/scripted-model';

const { environment, clock } = givenToService();
const model = new ScriptedModel(({ messages }) => answer(JSON.stringify(messages.at(-1))));
const { url } = await bootstrap(environment, { clock, model });
process.stdout.write(`listening on ${url}\n`);

/** `Select`: everybody; `Tag <name>`: the selection; `Talk`: a long answer. After a result: the end. */
function answer(last: string): ScriptedResponse {
  if (last.includes('tool_result')) return says('That is what came of it.');
  if (last.includes('Select everybody')) return calls(['list_signups', { keep: true, limit: 1 }]);
  const [, tag] = /Tag (\w+)/.exec(last) ?? [];
  if (tag) return calls(['bulk_tag', { result_set: 'rs_1', tag }]);
  return slowly(says('word '.repeat(400)));
}

/** A second's worth of talk: long enough to be killed in the middle. */
function slowly(response: ScriptedResponse): ScriptedResponse {
  return response.flatMap((event, index) => (index % 10 === 0 ? [pause(60 * (index / 10 + 1)), event] : [event]));
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

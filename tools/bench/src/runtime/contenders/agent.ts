import { AnthropicModel } from '../../../../../apps/agent/src/model/anthropic.adapter';
import { AgentProcess, aWorld, type World } from '../../../../../apps/agent/test/agent-process';
import { serveAs, setting } from '../../relay/child';

/** The agent as it runs, over its production adapter of the model, with stores in memory and its siblings elsewhere. */
serveAs(async () => {
  const siblings = { url: setting('SIBLINGS') } as World['siblings']; // all the agent knows of them
  const keys = JSON.parse(setting('KEYS')) as World['keys'];
  const model = new AnthropicModel({ apiKey: 'bench', baseUrl: setting('UPSTREAM') });
  const agent = await AgentProcess.start({ ...(await aWorld()), siblings, keys }, model);
  return agent.url;
});

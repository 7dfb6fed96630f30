// The large nation of the sandbox, in a process of its own: neither its memory nor its work is what is measured.
import { startNationBuilder } from '@nat/sandbox';
import { serveAs, setting } from '../relay/child';

serveAs(async () => {
  const { originTemplate, controlKey } = await startNationBuilder({
    seed: 1,
    large: Number(setting('PEOPLE')),
    latency: setting('LATENCY') === 'realistic' ? 'realistic' : [5, 15],
    // Of the vendor: what the agent's own limits are to stay below.
    rateLimit: setting('LIMITED') === 'yes' ? { perToken: 250, perAddress: 250 } : { perToken: 1e9, perAddress: 1e9 },
  });
  return JSON.stringify({ originTemplate, controlKey });
});

import { describeOutbox } from '../test/outbox-suite';
import { InMemoryOutbox } from './in-memory.outbox';

describeOutbox('the outbox in memory', async () => {
  const outbox = new InMemoryOutbox();
  return {
    outbox,
    commit: async (event, { stateRefused = false } = {}) => {
      if (!stateRefused) outbox.add(event);
      return !stateRefused;
    },
  };
});

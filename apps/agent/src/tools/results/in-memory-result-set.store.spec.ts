import { describeResultSets } from '../../../test/describe-result-sets';
import { InMemoryResultSetStore } from './in-memory-result-set.store';

describeResultSets('ResultSets in memory', async clock => {
  const store = new InMemoryResultSetStore(clock);
  return { open: () => store, begin: async () => undefined };
});

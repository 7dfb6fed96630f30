import { SystemRng } from '@nat/service-kit';
import { describeExports } from '../../../test/describe-exports';
import { InMemoryExportStore } from './in-memory-export.store';

describeExports('exports in memory', async clock => {
  const store = new InMemoryExportStore(clock, new SystemRng());
  return () => store;
});

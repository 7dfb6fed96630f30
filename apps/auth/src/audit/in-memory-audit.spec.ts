import { describeAuditStore } from '../../test/describe-audit-store';
import { InMemoryAudit } from './in-memory-audit';

const store = new InMemoryAudit();

describeAuditStore('in memory', () => ({ store, add: async (nationSlug, entry) => store.add(nationSlug, entry) }));

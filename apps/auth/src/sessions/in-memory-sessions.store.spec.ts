import { InMemoryOutbox } from '@nat/event-bus';
import { describeSessionsStore } from '../../test/describe-sessions-store';
import { InMemorySessionsStore } from './in-memory-sessions.store';

describeSessionsStore('in memory', () => new InMemorySessionsStore(new InMemoryOutbox()));

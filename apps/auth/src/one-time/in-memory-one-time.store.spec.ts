import { describeOneTimeStore } from '../../test/describe-one-time-store';
import { InMemoryOneTimeStore } from './in-memory-one-time.store';

describeOneTimeStore('in memory', () => new InMemoryOneTimeStore());

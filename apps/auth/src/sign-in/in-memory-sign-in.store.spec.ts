import { describeSignInStore } from '../../test/describe-sign-in-store';
import { InMemorySignInStore } from './in-memory-sign-in.store';

describeSignInStore('in memory', () => new InMemorySignInStore());

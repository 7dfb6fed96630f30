// A service for the spec of KillableService: tells what it was given to whoever asks, or does not start.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { givenToService } from '../src/killable-service';

const { environment, clock } = givenToService();
if (environment['REASON_NOT_TO_START']) {
  process.stderr.write(`${environment['REASON_NOT_TO_START']}\n`);
  process.exit(3);
}
const answer = JSON.stringify({ environment, factor: clock.factor, since: clock.since });
const server = createServer((_, response) => void response.end(answer));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

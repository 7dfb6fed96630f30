import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Double } from '../double';
import { apiForSpecs } from '../test-support/api';
import { HEADERS, NOW } from '../test-support/sign-in';
import { makeServer } from './server';

const api = apiForSpecs();

describe('the server', () => {
  it('finds nations by host name too, and links then have no prefix', async () => {
    const { port } = api.double;
    const headers = { ...HEADERS, authorization: `Bearer ${await api.token('ada')}`, host: `demo.localhost:${port}` };
    const body = await new Promise<string>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/api/v2/signups?page[size]=1', headers }, response => {
        response.setEncoding('utf8').on('data', resolve).on('error', reject);
      }).end();
    });
    expect(body).toContain('"related":"/api/v2/memberships?filter[signup_id]=101"');
  });

  it('answers on loopback names only', async () => {
    const status = await new Promise(resolve => {
      request(
        { port: api.double.port, host: '127.0.0.1', path: '/n/demo/admin', headers: { host: 'evil.example' } },
        response => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });
    expect(status).toBe(403);
  });

  it('fails calls of the API, and no others, as often as its weather says', async () => {
    const limits = { perToken: 1e9, perAddress: 1e9 };
    const clock = (): number => Date.parse(NOW);
    const options = { seed: 1, now: clock(), clock, timeStandsStill: true, key: 'k', limits, large: 0 };
    const server = makeServer({ double: new Double(options), controlKey: 'c', weather: { latency: [0, 0], failures: 0.5 } });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/n/empty`;
    const statuses = { api: new Set<number>(), pages: new Set<number>() };
    for (let call = 0; call < 20; call += 1) {
      statuses.api.add((await fetch(`${at}/api/v2/sites`, { headers: HEADERS })).status);
      statuses.pages.add((await fetch(`${at}/admin`)).status);
    }
    server.closeAllConnections();
    server.close();
    // Without a token the vendor's own answer is 401.
    expect(statuses).toEqual({ api: new Set([401, 503]), pages: new Set([200]) });
  });
});

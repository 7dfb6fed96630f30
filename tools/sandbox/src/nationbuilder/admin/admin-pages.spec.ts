import { request } from 'node:http';
import { resourceTypes } from '@nat/nationbuilder';
import { textOf } from '../engine/records';
import { expectedAnswers } from '../fixtures/expected-answers';
import { seedDemoNation } from '../seed/demo-nation';
import { type RunningNationBuilder, startNationBuilder } from '../start-nationbuilder';
import { NOW, originOf } from '../test-support/sign-in';
import { GROUPS } from './start-page';

const { nation } = seedDemoNation(1, Date.parse(NOW));
const { ids, hostileTexts } = expectedAnswers(1, NOW);
let double: RunningNationBuilder;
let admin: string;

beforeAll(async () => {
  double = await startNationBuilder({ now: NOW, latency: [0, 0] });
  admin = `${originOf(double, 'demo')}/admin`;
});
afterAll(() => double.close());

async function open(path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(`${admin}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
}
/** What a reader sees: no tags, no style, one blank between words, entities as what they stand for. */
const seen = (text: string): string =>
  text
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<\/?(bdi|time|span|a)\b[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
const firstOf = (type: string): string => nation.table(type).rows[0]?.id ?? '';
const find = (type: string, attribute: string, value: string): string =>
  nation.table(type).rows.find(row => row[attribute] === value)?.id ?? '';

describe('the start page', () => {
  it('leads to every type of the API once, and says how many records it has', async () => {
    const { status, text } = await open('');
    expect(status).toBe(200);
    expect(GROUPS.flatMap(([, types]) => types).toSorted()).toEqual(resourceTypes);
    for (const type of resourceTypes) expect(text).toContain(`href="/n/demo/admin/${type}"`);
    expect(seen(text)).toContain('Survey answers 2,100');
    expect(seen(text)).toContain('This is the sandbox');
  });
});

describe.each(resourceTypes)('pages of %s', type => {
  it('list records that lead to their own pages', async () => {
    const { status, text } = await open(`/${type}`);
    expect(status).toBe(200);
    const links = text.matchAll(new RegExp(`href="/n/demo/admin/${type}/(\\d+)"`, 'g'));
    const shown = new Set([...links].map(([, id]) => id));
    for (const { id } of nation.table(type).rows.slice(0, 50)) expect(shown).toContain(id);
  });

  it('show a record, and 404 where there is none', async () => {
    const { status, text } = await open(`/${type}/${firstOf(type)}`);
    expect(status).toBe(200);
    expect(text).toMatch(/<h1><bdi>[^<]+<\/bdi><\/h1>/);
    expect(seen(text)).not.toMatch(/undefined|null|NaN|\[object/);
    expect((await open(`/${type}/99999999`)).status).toBe(404);
  });
});

describe('a list', () => {
  it('finds words in titles and texts, whatever their case', async () => {
    expect(seen((await open('/signups?q=SARAH+chen')).text)).toContain('2 people found for “SARAH chen”');
    const fromStart = (await open('?q=sarah+chen')).text;
    expect([seen(fromStart), fromStart]).toEqual([
      expect.stringContaining('2 people'),
      expect.stringContaining('href="/n/demo/admin/signups/110"'),
    ]);
    expect(seen((await open('/events?q=spring+rally')).text)).toContain('1 event found');
    expect(seen((await open('/pages?q=nothing+like+it')).text)).toContain('No pages.');
  });

  it('has pages of 50, and stays on the last one when asked for more', async () => {
    expect(seen((await open('/signups')).text)).toContain('Page 1 of 50 Next');
    expect(seen((await open('/signups?page=50')).text)).toContain('Previous Page 50 of 50');
    expect(seen((await open('/signups?page=999')).text)).toContain('Page 50 of 50');
    expect((await open('/signups?page=-1e9')).status).toBe(200);
    expect((await open('/contacts?q=voicemail&page=2')).text).toContain('q=voicemail&amp;page=3');
  });

  it('is narrowed down by any key of its records, shown or hidden', async () => {
    const rally = ids.springRally ?? '';
    const rsvps = seen((await open(`/event_rsvps?event_id=${rally}`)).text);
    expect(rsvps).toContain('180 RSVPs with event Spring Rally');
    const person = nation.table('event_rsvps').where('event_id', rally)[0]?.signup_id;
    const theirs = nation.table('event_rsvps').where('signup_id', textOf(person)).length;
    expect(seen((await open(`/event_rsvps?signup_id=${textOf(person)}`)).text)).toContain(`${theirs} RSVP`);
    expect(seen((await open('/signups?list_id=82')).text)).toContain('250 people with list Spring appeal');
    expect(seen((await open(`/signups?tag_id=${find('signup_tags', 'name', 'Volunteer')}`)).text)).toContain('240 people');
  });

  it('takes no parameter for a key that is none', async () => {
    expect(seen((await open('/signups?__proto__=1&constructor=2')).text)).toContain('2,500 people.');
  });
});

describe('a page of its own kind', () => {
  it('of a person has flags, tags, lists and gifts', async () => {
    const { text } = await open(`/signups/${ids.sarahChenAustin}`);
    expect(seen(text)).toContain('sarah.chen@example.org · 512-555-0142');
    expect(seen(text)).toMatch(/Volunteer Donor .*Tags .*Lists .*Donations 2/);
    expect(seen(text)).toMatch(/Donations 2 .* \$\d+\.\d\d Succeeded/);
    expect(seen((await open('/donations?q=sarah+chen')).text)).toContain('from Sarah Chen Succeeded');
  });

  it('of a list has its people, and says when the counter lies', async () => {
    expect(seen((await open('/lists/82')).text)).toContain('People on this list 250');
    const stale = seen((await open(`/lists/${find('lists', 'name', 'Stale count')}`)).text);
    expect(stale).toContain('The counter says 93, but 90 people are on the list.');
    expect(seen((await open(`/lists/${find('lists', 'name', 'Empty list')}`)).text)).toContain(
      'People on this list 0 No people.',
    );
  });

  it('of an event has who came', async () => {
    const event = seen((await open(`/events/${ids.springRally}`)).text);
    expect(event).toMatch(/coming 180 .*attended 156 .*canceled 0/);
    expect(event).toContain('See all 180');
  });

  it('of a donation has amount, person and state', async () => {
    const gift = find('donations', 'status', 'failed');
    const signup_id = nation.table('donations').find(gift)?.signup_id;
    const { text } = await open(`/donations/${gift}`);
    expect(seen(text)).toMatch(/amount \$[\d,]+\.\d\d from .* status failed/);
    expect(text).toContain(`href="/n/demo/admin/signups/${textOf(signup_id)}"`);
  });

  it('of a path has its steps in order with the people on them', async () => {
    const steps = seen((await open(`/paths/${firstOf('paths')}`)).text);
    expect(steps).toMatch(/Signed up 9 .*Called 12 .*Trained 16 .*First shift 13 .*Regular 14/);
  });

  it('of a survey has its questions with what was answered', async () => {
    const survey = seen((await open(`/surveys/${firstOf('surveys')}`)).text);
    expect(survey).toMatch(/Which issue matters most to you\? 130 .*Housing 23 .*Climate 17/);
  });

  it('of a petition has signatures and goal', async () => {
    expect(seen((await open(`/petitions/${firstOf('petitions')}`)).text)).toMatch(/signatures 370 .*goal 1,000 .*reached 37 %/);
  });
});

describe('values', () => {
  it('are as a person writes them: money, times of the nation, names instead of ids', async () => {
    const event = seen((await open(`/events/${ids.springRally}`)).text);
    expect(event).toMatch(/Point person Olu Organizer/);
    expect(event).toMatch(/Start May 3, 2026, 12:01 PM/);
    const person = seen((await open(`/signups/${ids.sarahChenAustin}`)).text);
    expect(person).toMatch(/Donations amount \$\d+\.\d\d/);
    const custom = nation.table('signups').rows.find(one => (one.custom_values as { issues?: unknown } | undefined)?.issues);
    expect(seen((await open(`/signups/${custom?.id}`)).text)).toMatch(/Custom values .*Shirt size (S|M|L|XL)/);
  });
});

describe('hostile text', () => {
  it.each(hostileTexts.map(text => [text.type, text.attribute, text.id, text.canary] as const))(
    'of %s %s stays text',
    async (type, attribute, id, canary) => {
      const { text } = await open(`/${type}/${id}`);
      expect(text).toContain(canary);
      // Markup of the page itself only: a record brings no element, link, image or comment.
      expect(text).not.toMatch(/<(tool_result|script|img|iframe|object|!--)/i);
      expect(text).not.toMatch(/(href|src)="?https?:/);
      const stored = nation.table(type).find(id)?.[attribute];
      if (typeof stored === 'string' && stored.length < 90) expect(seen(text)).toContain(stored.replaceAll(/\s+/g, ' '));
    },
  );

  it('of names, cells and notes stays text, and what cannot be seen is named', async () => {
    const html = await open(`/signups/${ids.htmlName}`);
    expect(html.text).toContain('&lt;b&gt;Bold&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html.text).not.toMatch(/<b>|<script/);
    expect(seen((await open(`/signups/${ids.controlNote}`)).text)).toContain(
      'bell[U+0007] escape[U+001B][31m tab null[U+0000] end',
    );
    expect((await open(`/signups/${ids.rightToLeft}`)).text).toContain('<bdi>Rev[U+202E]ersed Order</bdi>');
    expect((await open(`/signups/${ids.longNote}`)).text.length).toBeGreaterThan(20_000);
  });

  it('in a search stays text too', async () => {
    const { text } = await open(`/signups?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
    expect(text).not.toContain('<script');
  });
});

describe('all pages', () => {
  it('run no script, load nothing, and take no style but their own', async () => {
    const { headers, text } = await open('/signups');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/style-src 'sha256-[^']+';/);
    expect(policy).not.toMatch(/unsafe|script-src/);
    expect(text).not.toMatch(/<script|\son[a-z]+=|\sstyle=|src=/);
  });

  it('are found by no other address', async () => {
    for (const path of [
      '/nope',
      '/async_processes/1',
      '/signups/110/edit',
      '/__proto__',
      '/constructor/1',
      '/list_places',
      '/signups/1e2',
    ])
      expect([path, (await open(path)).status]).toEqual([path, 404]);
    expect(seen((await open('/nope')).text)).toContain('There is no such page');
    expect((await open('istrator')).status).toBe(404);
  });

  it('are only read', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await fetch(`${admin}/signups/110`, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
    const head = await fetch(`${admin}/signups/110`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('are there for a nation that holds next to nothing, and by host name', async () => {
    const empty = `${originOf(double, 'empty')}/admin`;
    expect(seen(await (await fetch(`${empty}/donations`)).text())).toContain('0 donations. ');
    const text = await new Promise<string>((resolve, reject) => {
      const options = {
        port: double.port,
        host: '127.0.0.1',
        path: '/admin/signups',
        headers: { host: `demo.localhost:${double.port}` },
      };
      request(options, response => {
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', (part: string) => (body += part))
          .on('end', () => resolve(body))
          .on('error', reject);
      }).end();
    });
    expect(text).toContain('href="/admin/signups/101"');
  });
});

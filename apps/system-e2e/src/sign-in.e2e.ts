import { type BegunSignIn, beginSignIn, finishSignIn, NatClient } from '@nat/client';
import { eventually } from '@nat/testing';
import { FormBrowser, type FormPage } from './form-browser';
import { StackProcess } from './stack-process';

const redirectUri = 'http://127.0.0.1:9/signed-in';

let stack: StackProcess;
beforeAll(async () => {
  stack = await StackProcess.create();
  await stack.start();
});
afterAll(() => stack.dispose());

/** A person in front of the first page of a sign-in to a client of theirs. */
async function begin(): Promise<{ browser: FormBrowser; page: FormPage; begun: BegunSignIn; nat: NatClient }> {
  const baseUrl = stack.urls.gateway!;
  const begun = await beginSignIn({ clientId: 'cli', redirectUri, baseUrl });
  const browser = new FormBrowser(redirectUri);
  return { browser, page: await browser.open(begun.url), begun, nat: new NatClient({ baseUrl }) };
}

/** The newest mail to an address, once it is there. */
function mailTo(address: string): Promise<string> {
  return eventually(async () => {
    const response = await fetch(`${stack.urls.mail}/api/mails?to=${encodeURIComponent(address)}`);
    const { mails } = (await response.json()) as { mails: { text: string }[] };
    expect(mails).not.toEqual([]);
    return mails[0]!.text;
  });
}

it('signs somebody new in by the code of a mail, renews their session, and signs them out', async () => {
  const { browser, page, begun, nat } = await begin();
  const email = 'newcomer@example.org';
  const asked = await browser.submit(page, { email }, '/v1/auth/email');
  const [, code = ''] = /Your code: (\d{6})/.exec(await mailTo(email)) ?? [];
  const wrong = await browser.submit(asked, { code: code === '000000' ? '111111' : '000000' }, '/v1/auth/email/verify');
  expect([wrong.status, wrong.html.includes('That is not the code')]).toEqual([422, true]);
  const done = await browser.submit(wrong, { code }, '/v1/auth/email/verify');
  await finishSignIn(nat, done.url, begun);
  expect(await nat.me()).toMatchObject({ email, memberships: [] });
  await nat.refresh();
  expect((await nat.sessions()).items).toMatchObject([{ client: 'cli', current: true }]);
  await expect(finishSignIn(nat, done.url, begun)).rejects.toMatchObject({ code: 'code_expired' });
  await nat.signOut();
  await expect(nat.me()).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('signs in by the link of a mail, after a click and in the browser that asked', async () => {
  const { browser, page, begun, nat } = await begin();
  const email = 'linked@example.org';
  await browser.submit(page, { email }, '/v1/auth/email');
  const [link = ''] = /http\S+/.exec(await mailTo(email)) ?? [];
  expect((await new FormBrowser(redirectUri).open(link)).status).toBe(403);
  const opened = await browser.open(link);
  const done = await browser.submit(opened, {}, '/v1/auth/email/verify');
  await finishSignIn(nat, done.url, begun);
  expect(await nat.me()).toMatchObject({ email });
});

it('signs in with NationBuilder by its consent, and answers a question in that nation', async () => {
  const { browser, page, begun, nat } = await begin();
  const consent = await browser.submit(page, { nation: 'demo' }, '/v1/auth/nationbuilder');
  expect(consent.url).toContain(`${stack.urls.nationbuilder}/n/demo/oauth/authorize`);
  const done = await browser.submit(consent, { user: 'ada', decision: 'allow' });
  await finishSignIn(nat, done.url, begun);
  expect(await nat.me()).toMatchObject({ name: 'Ada Admin', memberships: [{ nationSlug: 'demo', role: 'owner' }] });
  const names: string[] = [];
  for await (const { event } of nat.ask({ text: 'How many lists are there?' })) names.push(event);
  expect([names[0], names.at(-1)]).toEqual(['query.started', 'query.completed']);
});

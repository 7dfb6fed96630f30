import { createHash } from 'node:crypto';
import { html } from './html';
import { pageAnswer } from './page';

const page = { title: 'A <title>', body: html`<p>Body</p>` };

it('allows its own style by hash, and nothing else', () => {
  const { html: document, policy } = pageAnswer(200, page);
  const styles = [...document!.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text]) => text!);
  const hashes = styles.map(text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  expect(hashes).toEqual(policy.styles);
  expect(document).not.toMatch(/ style=|<script|javascript:| on[a-z]+=|https?:\/\//);
});

it('names what it is in its window and in its heading, as text', () => {
  const { html: document } = pageAnswer(200, page);
  expect(document).toContain('<title>A &lt;title&gt; · Nat</title>');
  expect(document!.match(/<h1>A &lt;title&gt;<\/h1>/g)).toHaveLength(1);
  expect(document).toContain('<html lang="en">');
});

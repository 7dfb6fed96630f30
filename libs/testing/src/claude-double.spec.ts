import { ClaudeDouble } from './claude-double';

it('answers as the Claude double does, the turns it is told first', async () => {
  const claude = await ClaudeDouble.start();
  await claude.script([{ text: 'As told.' }]);
  const answer = await fetch(`${claude.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'any', 'anthropic-version': '2026-10-21' },
    body: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'Well?' }] }),
  });
  expect(await answer.json()).toMatchObject({ content: [{ type: 'text', text: 'As told.' }] });
  await expect(claude.script([{ txt: 'misspelt' }])).rejects.toThrow(/refused turns: 400/);
  claude.stop();
}, 60_000);

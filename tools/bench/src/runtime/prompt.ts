import { systemPrompt, tools } from '@nat/agent';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Prompt } from './messages-request';

/** Writes Nat's prompt to a file, so that a peer sends it without having Nat's code in its memory. */
export function writePrompt(): { file: string; prompt: Prompt; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'nat-bench-'));
  const file = join(folder, 'prompt.json');
  const prompt: Prompt = { system: systemPrompt, tools: [...tools.definitions] };
  writeFileSync(file, JSON.stringify(prompt));
  return { file, prompt, remove: () => rmSync(folder, { recursive: true }) };
}

import type { MeasuredPrompt, PrefixPoint } from './prompt';

/** What `diagnostics.cache_miss_reason` may say. Source: the types of @anthropic-ai/sdk 1.10.0. */
export type CacheMissReason =
  | { type: 'model_changed' | 'system_changed' | 'tools_changed' | 'messages_changed'; cache_missed_input_tokens: number }
  | { type: 'previous_message_not_found' };

interface Fingerprint {
  model: string;
  points: PrefixPoint[];
}

const remembered = 1_000;

/** Compares a prompt with that of an earlier answer, as a request may ask with `diagnostics.previous_message_id`. */
export class CacheDiagnostics {
  readonly #byMessage = new Map<string, Fingerprint>();

  remember(messageId: string, model: string, prompt: MeasuredPrompt): void {
    this.#byMessage.set(messageId, { model, points: prompt.points });
    if (this.#byMessage.size > remembered) this.#byMessage.delete(this.#byMessage.keys().next().value!);
  }

  /** Why the earlier prompt is not a prefix of this one; `null` when it is. */
  explain(previousMessageId: string, model: string, prompt: MeasuredPrompt): CacheMissReason | null {
    const previous = this.#byMessage.get(previousMessageId);
    if (!previous) return { type: 'previous_message_not_found' };
    const end = previous.points.at(-1)?.tokens ?? 0;
    if (previous.model !== model) return { type: 'model_changed', cache_missed_input_tokens: end };
    const changed = previous.points.findIndex((point, index) => prompt.points[index]?.hash !== point.hash);
    if (changed === -1) return null;
    const kept = previous.points[changed - 1]?.tokens ?? 0;
    const section = changedSection(previous.points[changed]!, prompt.points[changed]);
    return { type: `${section}_changed`, cache_missed_input_tokens: end - kept };
  }

  clear(): void {
    this.#byMessage.clear();
  }
}

const order = ['tools', 'system', 'messages'] as const;

/** Where one prompt has a further tool and the other already its system text, the tools changed. */
function changedSection(before: PrefixPoint, after: PrefixPoint | undefined): PrefixPoint['section'] {
  if (!after) return before.section;
  return order[Math.min(order.indexOf(before.section), order.indexOf(after.section))]!;
}

import { canonicalHash, canonicalJson } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import type { Effect, ToolContext, WriteTool } from '../tools/kit/define-tool';
import type { WriteTier } from '../tools/writing/tiers';

/** A record that a name in the input stood for when the call was looked at: `lists/major donors` → `81`. */
export type NamedRecords = Readonly<Record<string, string>>;

/** A write that was looked at and not made. */
export interface LookedAt {
  tool: WriteTool;
  /** Validated. */
  input: unknown;
  effect: Effect;
  tier: WriteTier;
  /** Digest of what was shown as it was: see {@link effectDigest}. */
  digest: string;
}

/** Looks at a write: reads what it would do, and which records the names in it stand for. */
export async function lookAt(tool: WriteTool, input: unknown, context: ToolContext): Promise<LookedAt> {
  const names: Record<string, string> = {};
  const named: ToolContext['named'] = (type, name, id) => void (names[`${type}/${name}`] = id ?? '');
  const effect = await tool.preview(input, { ...context, named });
  const tier = tool.tier?.(input, effect) ?? tool.effect;
  return { tool, input, effect, tier, digest: effectDigest(effect, names) };
}

/**
 * Digest of what a person was shown as it was: the values before, and the records that names stood for. When it is another one
 * before the call is carried out, something else would be done than was approved. Targets are not part of it: they are frozen,
 * and those that are gone are told one by one.
 */
export function effectDigest({ changes }: Effect, names: NamedRecords): string {
  const before = changes.map(({ field, before: was }) => ({ field, was }));
  return canonicalHash({ before, names });
}

/**
 * What an approval is bound to: tool, version, input and targets, in the canonical form of RFC 8785, whose order of keys is that
 * of their UTF-16 units.
 */
export function inputHash({ tool, input, effect }: Pick<LookedAt, 'tool' | 'input' | 'effect'>): string {
  const bound = canonicalJson({ input, targets: effect.targets });
  return createHash('sha256').update(`${tool.name}\n${tool.version}\n${bound}`).digest('hex');
}

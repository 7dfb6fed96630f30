import type { Comparison, Difference, Tally } from './compare';

/** The comparison as lines for people: every difference, then the figures. What several operations share stands in one line. */
export function report({ paths, operations, resourceTypes, differences }: Comparison): string {
  const lines = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = JSON.stringify({ ...difference, where: '' });
    lines.set(key, [...(lines.get(key) ?? []), difference]);
  }
  const figures = `paths ${ratio(paths)}, operations ${ratio(operations)}, resource types ${ratio(resourceTypes)}`;
  const verdict =
    differences.length === 0 ? 'no difference' : `${differences.length} difference${differences.length === 1 ? '' : 's'}`;
  return [...[...lines.values()].map(line), figures, verdict].map(text => `${text}\n`).join('');
}

const ratio = ({ same, of }: Tally): string => `${same}/${of}`;

function line(alike: Difference[]): string {
  const { what, document, catalog } = alike[0]!;
  const where = alike.map(difference => difference.where).join(', ');
  if (what === '') return `${where}: only in the ${document === undefined ? 'catalog' : 'document'}`;
  if (catalog === undefined) return `${where}: ${what}: only in the document: ${document}`;
  if (document === undefined) return `${where}: ${what}: only in the catalog: ${catalog}`;
  return `${where}: ${what}: ${document} in the document, ${catalog} in the catalog`;
}

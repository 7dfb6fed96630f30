import type { Expression } from './table';

/** The update that sets these attributes, takes away those that are undefined, and touches no other. Of at least one. Pure. */
export function settingOf(attributes: Readonly<Record<string, unknown>>): Expression {
  const entries = Object.entries(attributes);
  const sets = entries.filter(([, value]) => value !== undefined);
  const removals = entries.filter(([, value]) => value === undefined);
  const clauses = [
    sets.length > 0 ? `SET ${sets.map(([name]) => `#${name} = :${name}`).join(', ')}` : '',
    removals.length > 0 ? `REMOVE ${removals.map(([name]) => `#${name}`).join(', ')}` : '',
  ];
  return {
    expression: clauses.filter(Boolean).join(' '),
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(sets.map(([name, value]) => [`:${name}`, value])),
  };
}

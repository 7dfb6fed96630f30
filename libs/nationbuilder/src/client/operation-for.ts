import { findResource, resourceTypes } from '../catalog/catalog';
import { findOperation, operationNames } from '../catalog/find-operation';
import type { Operation } from '../catalog/operations';
import { quoted, refuse, unknownName } from '../checks/problems';

/** The operation of that name. Throws `invalid` when NationBuilder does not offer it, with what it does offer. */
export function operationFor(type: string, name: string): Operation {
  if (!findResource(type)) refuse([unknownName('NationBuilder has no type', type, 'type', resourceTypes)]);
  const operation = findOperation(type, name);
  if (!operation) {
    const offered = operationNames(type);
    const message = `NationBuilder does not offer ${quoted(name)} for ${type} (offered: ${offered.join(', ')})`;
    refuse([{ attribute: name, pointer: 'operation', message, nearest: offered }]);
  }
  return operation!;
}

/** An id of the API, or a slug. Dots and slashes are none: an id is one part of a path. */
const anyId = /^[\w-]{1,64}$/;

/** Throws `invalid` for what cannot be an id. */
export function refuseNoId(id: string): void {
  if (!anyId.test(id)) refuse([{ attribute: 'id', pointer: 'id', message: `${quoted(id)} is no id: it is digits as a text` }]);
}

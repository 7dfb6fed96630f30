import { AppError } from '@nat/service-kit';
import type { Refusal } from '../loop/tool-outcome';

/** Why something cannot be taken back, as an answer over HTTP. */
export function undoRefusal({ code, message, fields }: Refusal): AppError {
  if (code === 'changed_since') {
    const errors = fields?.map(field => ({ pointer: `/${field.path}`, code: 'changed_since', message: field.message }));
    return new AppError('action_changed_since', message, { errors });
  }
  if (code === 'nb_unavailable' || code === 'nb_rate_limited')
    return new AppError('nationbuilder_unavailable', 'NationBuilder does not answer at the moment. Nothing was changed.');
  return new AppError('action_not_undoable', message);
}

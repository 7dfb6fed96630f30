import { refused } from '../loop/tool-outcome';
import { undoRefusal } from './undo-refusal';

it('what was changed since is told field by field', () => {
  const fields = [{ path: 'employer', message: 'was changed since, of Sarah Chen' }];
  const { code, status, more } = undoRefusal({ ...refused('changed_since', 'It was changed since.'), fields });
  expect({ code, status }).toEqual({ code: 'action_changed_since', status: 409 });
  expect(more.errors).toEqual([{ pointer: '/employer', code: 'changed_since', message: 'was changed since, of Sarah Chen' }]);
});

it.each(['nb_unavailable', 'nb_rate_limited'])('%s is an outage, and tells nothing of the vendor', code => {
  const refusal = undoRefusal(refused(code, 'upstream connect error'));
  expect(refusal).toMatchObject({ code: 'nationbuilder_unavailable', status: 503 });
  expect(refusal.detail).not.toContain('upstream');
});

it.each(['not_undoable', 'not_found', 'nb_unauthorized', 'ambiguous'])('%s cannot be taken back, and says why', code => {
  expect(undoRefusal(refused(code, 'because'))).toMatchObject({ code: 'action_not_undoable', status: 409, detail: 'because' });
});

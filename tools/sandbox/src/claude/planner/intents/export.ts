import type { Intent } from '../intent';
import { keptPeople } from '../orders/target';
import { readSelection, type Selection } from '../people/selection';
import { says } from '../phrases';
import type { Plan, PlanKit } from '../plan';
import { counted } from '../wording';

const file = '(csv|csv file|spreadsheet|excel file|file|table)';
const asked = says(
  `(export|download|save) <whom> (as|to|into|in) [a|an] ${file}`,
  '(export|download) <whom>',
  `(create|make|give me|build|write|get me|download|send me) a ${file} (of|with|for|listing) <whom>`,
);
const columns = ['name', 'city', 'state'];

/** "Export the volunteers in Austin as CSV", "Download them as a spreadsheet" */
export const exportPeople: Intent = {
  needs: ['find_people', 'export_records'],
  examples: ['Export the volunteers in Austin as CSV'],
  read(clause, kit) {
    const whom = asked(clause)?.slots['whom'];
    const selection = whom === undefined ? undefined : readSelection(whom, kit.now);
    return selection && (() => exported(kit, selection));
  },
};

function* exported(kit: PlanKit, selection: Selection): Plan {
  const { resultSet, count, who } = yield* keptPeople(kit, selection);
  const result = yield* kit.call('a file', 'export_records', { result_set: resultSet, columns });
  const rows = result.count === undefined ? '' : ` with ${counted(result.count, 'row')}`;
  return `The CSV file${rows} is ready: ${who(count)}, by ${columns.join(', ')}.`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testTools } from './tools';

/** Parameters of each of the agent's tools, by its generated page: `**id**` is required. */
const documented = new Map(
  readFileSync(join(__dirname, '../../../../../../docs/tools.md'), 'utf8')
    .split('\n')
    .flatMap(line => {
      const [, name, ...cells] = line.match(/^\| `(\w+)`(.*)\|$/) ?? [];
      const parameters = cells.join('').split('|').at(-1)!.replaceAll('\\_', '_');
      return name === undefined ? [] : [[name, parameters.match(/\*{0,2}\w+\*{0,2}/g) ?? []] as const];
    }),
);

it.each(testTools.map(tool => [tool.name, tool] as const))('%s is a tool of the agent, with these parameters', (name, tool) => {
  const parameters = documented.get(name)!;
  const { properties = {}, required = [] } = tool.input_schema as { properties?: object; required?: string[] };
  // then the planner is tried with nothing that the agent does not take, and lacks nothing that it needs
  expect(parameters.map(parameter => parameter.replaceAll('*', ''))).toEqual(expect.arrayContaining(Object.keys(properties)));
  const needed = parameters.flatMap(parameter => (parameter.startsWith('**') ? [parameter.replaceAll('*', '')] : []));
  expect(required.toSorted()).toEqual(needed.toSorted());
});

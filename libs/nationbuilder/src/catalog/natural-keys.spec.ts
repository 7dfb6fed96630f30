import { filterableNames } from '../checks/check-filter';
import { resourceOf, resourceTypes } from './catalog';
import { findOperation } from './find-operation';

const creatable = resourceTypes.filter(type => findOperation(type, 'create'));

it('names for every type that can be made how a record is found again', () => {
  expect(creatable.filter(type => resourceOf(type).naturalKeys.length === 0)).toEqual([]);
  expect(resourceTypes.filter(type => !findOperation(type, 'create') && resourceOf(type).naturalKeys.length > 0)).toEqual([]);
});

it.each(creatable)('of %s by attributes that can be filtered by, or related records that a list brings along', type => {
  const resource = resourceOf(type);
  for (const name of resource.naturalKeys.flat()) {
    const [relationship, attribute] = name.split('.');
    if (attribute === undefined) expect(filterableNames(resource)).toContain(name);
    else {
      expect(findOperation(type, 'list')!.include).toContain(relationship);
      expect(resource.sideposting[relationship!]).toBeDefined();
    }
  }
});

it('names for every change of state what the record then answers', () => {
  for (const type of resourceTypes)
    for (const route of Object.values(resourceOf(type).routes)) {
      if (route.kind !== 'action') continue;
      for (const [name, state] of Object.entries(route.becomes))
        expect(resourceOf(type).attributes[name]!.choices).toContain(state);
    }
});

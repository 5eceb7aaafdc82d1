/** The order in which resources are made: each after those that it refers to. */
import { referencesOf } from './intrinsics.ts';
import { type Resource, TemplateError } from './template.ts';

type Resources = Readonly<Record<string, Resource>>;

/** @throws TemplateError when resources wait for each other */
export function inOrder(resources: Resources): readonly string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (ordered.has(id)) return;
    if (path.includes(id))
      throw new TemplateError(`resources wait for each other: ${[...path, id].join(' → ')}`);
    for (const needed of neededBy(id, resources)) visit(needed, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return [...ordered];
}

function neededBy(id: string, resources: Resources): readonly string[] {
  const { Properties = {}, DependsOn = [] } = resources[id] as Resource;
  const named = [DependsOn].flat().find((each) => !(each in resources));
  if (named !== undefined) throw new TemplateError(`${id}: DependsOn names ${named}, which is not there`);
  return [...new Set([...referencesOf(Properties), ...[DependsOn].flat()])].filter(
    (each) => each in resources,
  );
}

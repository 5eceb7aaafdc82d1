/** The JSON paths that targets name parts of an event with: names, names in brackets and quotes, and positions. */
import { notImplemented } from '../wire/errors.ts';
import { invalid } from './world.ts';

export type JsonPath = readonly (string | number)[];

const step = /\.([\w-]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]/y;

export function parseJsonPath(text: string): JsonPath {
  if (!text.startsWith('$')) throw invalid(`Invalid JSON path: ${text}`);
  const steps: (string | number)[] = [];
  for (let at = 1; at < text.length; at = step.lastIndex) {
    step.lastIndex = at;
    const [found, name, single, double, position] = step.exec(text) ?? [];
    if (found === undefined) {
      if (/[*?@:,]|\.\./.test(text)) throw notImplemented('EventBridge', `the JSON path ${text}`);
      throw invalid(`Invalid JSON path: ${text}`);
    }
    steps.push(position === undefined ? (name ?? single ?? double ?? '') : Number(position));
  }
  return steps;
}

/** undefined where the value has no such part. */
export function readJsonPath(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[name];
  }
  return found;
}

/** What a target is given of an event: all of it, a part of it, a constant, or what an input transformer makes of it. */
import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import type { Envelope } from './envelope.ts';
import { parseJsonPath, readJsonPath } from './json-path.ts';
import { invalid, type Rule } from './world.ts';

type Context = { readonly rule: Pick<Rule, 'arn' | 'name'>; readonly ingestedAt: string };

export function inputFor(target: Target, event: Envelope, context: Context): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer) return transform(target.InputTransformer, event, context);
  const part = target.InputPath === undefined ? event : readJsonPath(event, parseJsonPath(target.InputPath));
  return JSON.stringify(part ?? null);
}

/** @throws ValidationException */
export function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  const given = [Input, InputPath, InputTransformer].filter((each) => each !== undefined);
  if (given.length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && !isJson(Input)) throw invalid(`JSON syntax error in input for target ${Id}.`);
  if (InputPath !== undefined) parseJsonPath(InputPath);
  if (InputTransformer) checkTransformer(Id, InputTransformer);
}

function checkTransformer(id: string | undefined, transformer: InputTransformer): void {
  const { InputPathsMap = {}, InputTemplate = '' } = transformer;
  for (const path of Object.values(InputPathsMap)) parseJsonPath(path);
  for (const [, name = ''] of InputTemplate.matchAll(placeholder)) {
    if (!Object.hasOwn(InputPathsMap, name) && !predefined.has(name))
      throw invalid(`Invalid InputTemplate for target ${id} : [undefined placeholder <${name}>].`);
  }
  const isRendered = isJson(render(InputTemplate, () => 0));
  if (!isRendered) throw invalid(`Invalid InputTemplate for target ${id} : [not a JSON object or string].`);
}

const placeholder = /<([\w.-]+)>/g;
const predefined = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

function transform(
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
  event: Envelope,
  context: Context,
): string {
  const { detail: _, ...withoutDetail } = event;
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', context.rule.arn],
    ['aws.events.rule-name', context.rule.name],
    ['aws.events.event.ingestion-time', context.ingestedAt],
    ['aws.events.event', withoutDetail],
    ['aws.events.event.json', event],
    ...Object.entries(InputPathsMap).map(
      ([name, path]) => [name, readJsonPath(event, parseJsonPath(path))] as const,
    ),
  ]);
  return render(InputTemplate, (name) => values.get(name));
}

/** Between quotes a value is written as text, elsewhere as JSON. What the event does not have is empty. */
function render(template: string, valueFor: (name: string) => unknown): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') isQuoted = !isQuoted;
    if (name === undefined) return found;
    const value = valueFor(name) ?? '';
    return isQuoted ? asText(value) : JSON.stringify(value);
  });
}

function asText(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value).replaceAll('"', '') : String(value);
  return JSON.stringify(text).slice(1, -1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

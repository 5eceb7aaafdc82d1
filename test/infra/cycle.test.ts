/** Whoever reacts to an event must not cause it again: the graph rule → function → events it may send has no cycle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventTypes, kebab } from '#core/events/catalogue';
import { compilePattern } from '#local/eventbridge/pattern/compile';
import { fieldsOf } from '#local/eventbridge/pattern/fields';
import { matches } from '#local/eventbridge/pattern/match';
import { packagedTemplate } from '#test/support/packaged';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
type Statement = {
  readonly Action?: string | readonly string[];
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
};
type Sample = { readonly 'detail-type': string; readonly detail: { readonly data: Properties } };

const root = join(import.meta.dirname, '../..');
const samples: readonly Sample[] = eventTypes.map((type) => {
  const { detail, ...sample } = JSON.parse(readFileSync(join(root, `events/${kebab(type)}.json`), 'utf8'));
  return { ...sample, detail: { ...detail, metadata: { ...detail.metadata, stage: 'test' } } };
});

/** What a function says of itself, where its policy cannot tell it apart: the one that speaks to Slack has trouble with Slack. */
const always: Readonly<Record<string, Properties>> = { NotifyLambdaFunction: { component: 'slack' } };

/** What the role of a function lets it send. */
function mayPublish(resources: Resources, id: string): readonly Sample[] {
  const role = /"(\w+Role)"/.exec(JSON.stringify(resources[id]?.Properties?.Role))?.[1] ?? '';
  const policies = (resources[role]?.Properties?.Policies ?? []) as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  const grants = policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action = [] }) => [Action].flat().includes('events:PutEvents'));
  const types = grants.map(({ Condition }) => Condition?.StringEquals?.['events:detail-type']);
  return samples
    .filter((sample) => types.some((type) => type === undefined || type === sample['detail-type']))
    .map((sample) => ({
      ...sample,
      detail: { ...sample.detail, data: { ...sample.detail.data, ...always[id] } },
    }));
}

/** The functions that rules of ours hand one of these events to. */
function hearers(resources: Resources, events: readonly Sample[]): readonly string[] {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::Events::Rule' || !Properties.EventPattern) return [];
    const pattern = compilePattern(JSON.stringify(Properties.EventPattern));
    if (!events.some((event) => matches(pattern, fieldsOf(event)))) return [];
    return [...JSON.stringify(Properties.Targets).matchAll(/"(\w+LambdaFunction)"/g)].map(
      ([, id = '']) => id,
    );
  });
}

/** Functions that hear, by however many steps, what they caused. */
function looping(resources: Resources): readonly string[] {
  const functions = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::Lambda::Function');
  const next = new Map(functions.map((id) => [id, hearers(resources, mayPublish(resources, id))]));
  return functions.filter((id) => {
    const heard = new Set(next.get(id));
    for (const each of heard) for (const more of next.get(each) ?? []) heard.add(more);
    return heard.has(id);
  });
}

const read = async () => (await packagedTemplate()).Resources as unknown as Resources;

test('no function hears what it caused', async () => {
  const resources = await read();

  expect(mayPublish(resources, 'DigestLambdaFunction')).toHaveLength(eventTypes.length);
  expect(hearers(resources, samples)).toContain('NotifyLambdaFunction');
  expect(looping(resources)).toEqual([]);
});

test('a function that listened to what it says would be found', async () => {
  const resources = await read();
  const Targets = [{ Id: 'digest', Arn: { 'Fn::GetAtt': ['DigestLambdaFunction', 'Arn'] } }];
  const rule = {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['rampart'] }, Targets },
  };

  expect(looping({ ...resources, Loop: rule })).toContain('DigestLambdaFunction');
});

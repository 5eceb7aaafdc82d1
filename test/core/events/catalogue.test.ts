/** The catalogue and what is committed of it: JSON Schemas, samples, and the table of docs/events.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseAlarmChange } from '#core/alarm';
import { detailJsonSchema, type EventType, eventTypes, kebab, told } from '#core/events/catalogue';
import { functions } from '#functions/index';
import { objections } from '#test/support/published';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sampleOf = (type: EventType) => JSON.parse(read(`events/${kebab(type)}.json`));
const asPublished = (sample: ReturnType<typeof sampleOf>) => ({
  source: sample.source,
  detailType: sample['detail-type'],
  resources: sample.resources,
  detail: sample.detail,
});
const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': true } });

describe.each(eventTypes)('%s', (type) => {
  test('has the JSON Schema that is committed; `vitest -u` writes it anew', async () => {
    const text = `${JSON.stringify(detailJsonSchema(type), null, 2)}\n`;

    await expect(text).toMatchFileSnapshot(join(root, `events/schemas/${kebab(type)}.v1.json`));
  });

  test('has a sample that the catalogue and the JSON Schema accept', () => {
    const sample = sampleOf(type);
    const validate = ajv.compile(detailJsonSchema(type));

    expect(sample).toMatchObject({ source: 'rampart', 'detail-type': type });
    expect(objections(asPublished(sample))).toEqual([]);
    expect([validate(sample.detail), validate.errors]).toEqual([true, null]);
  });

  test('is refused with a field that nobody has documented, which subscribers have to bear', () => {
    const { detail, ...sample } = sampleOf(type);
    const more = { ...detail, data: { ...detail.data, shoeSize: 43 } };
    const validate = ajv.compile(detailJsonSchema(type));

    expect(objections({ ...asPublished(sample), detail: more })).toHaveLength(1);
    expect(validate(more)).toBe(true);
  });

  test('is refused without its metadata, by both', () => {
    const { detail, ...sample } = sampleOf(type);
    const { eventId: _, ...metadata } = detail.metadata;
    const less = { ...detail, metadata };

    expect(objections({ ...asPublished(sample), detail: less })).toHaveLength(1);
    expect(ajv.compile(detailJsonSchema(type))(less)).toBe(false);
  });
});

test('nothing else lies in events/', () => {
  const names = eventTypes.map(kebab).sort();

  expect(readdirSync(join(root, 'events/schemas')).sort()).toEqual(names.map((name) => `${name}.v1.json`));
  expect(readdirSync(join(root, 'events')).sort()).toEqual(
    [...names.map((name) => `${name}.json`), 'input', 'schemas'].sort(),
  );
});

test('the table of docs/events.md is the catalogue', () => {
  const rows = read('docs/events.md').matchAll(
    /^\| \[(?<type>[\w ]+)\]\((?<file>\S+)\) \| (?<when>.+?) \| .* \| (?<severity>\w+) \|$/gm,
  );
  const table = [...rows].map(({ groups }) => [
    groups?.type,
    { when: groups?.when, severity: groups?.severity },
  ]);

  expect(Object.fromEntries(table)).toEqual(told);
});

describe('the input of each function', () => {
  test.each(Object.values(functions).map(({ name }) => name))('%s has a sample that it takes', (name) => {
    const { parse } = Object.values(functions).find((each) => each.name === name) ?? {};

    expect(existsSync(join(root, `events/input/${name}.json`))).toBe(true);
    expect(parse?.(JSON.parse(read(`events/input/${name}.json`)))).toBeDefined();
  });

  test('the alarm’s is a state change that it acts on', () => {
    const here = { account: '111122223333', region: 'eu-central-1' };

    expect(parseAlarmChange(JSON.parse(read('events/input/alarm.json')), here)?.alarm).toMatchObject({
      name: 'shop-prod-5xx',
      state: 'ALARM',
    });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planJsonSchema } from '#core/plan/file';

const committed: unknown = JSON.parse(readFileSync('schema/plan.v1.json', 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
const validate = ajv.compile(committed as object);
const yaml = (file: string): unknown => parse(readFileSync(file, 'utf8'));

describe('the JSON Schema', () => {
  test('is the committed one: after a change, ramp schema > schema/plan.v1.json', () => {
    expect(committed).toEqual(planJsonSchema());
    expect(committed).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
  });

  test.each(readdirSync('examples').filter((file) => file.endsWith('.ramp.yaml')))('accepts %s', (file) => {
    expect([validate(yaml(`examples/${file}`)), validate.errors]).toEqual([true, null]);
  });

  test.each(['unknown-key', 'missing-key', 'invalid-value', 'not-supported'])('refuses %s', (code) => {
    expect(validate(yaml(`test/fixtures/plans/${code}.ramp.yaml`))).toBe(false);
  });

  test('explains every key', () => {
    const silent: string[] = [];
    visit(committed as Schema, [], (path, { description }) => {
      if (!description) silent.push(path.join('.'));
    });

    expect(silent).toEqual([]);
  });
});

type Schema = {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

function visit(
  schema: Schema,
  path: readonly string[],
  see: (path: readonly string[], schema: Schema) => void,
) {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    see([...path, name], child);
    visit(child, [...path, name], see);
  }
  for (const child of [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    if (child) visit(child, path, see);
}

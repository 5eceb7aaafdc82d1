import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlagDocument } from '#local/appconfig/flags/document';
import { askFlag, flagsOf, simplified } from '#local/appconfig/flags/value';

type Json = Record<string, unknown>;
const read = (document: unknown) =>
  readFlagDocument(typeof document === 'string' ? document : JSON.stringify(document));
const wrong = (document: unknown) =>
  (read(document).problems ?? []).map(({ Location, Constraint }) => `${Constraint} ${Location}`);
const entries = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, value]));

/** A document of one flag. */
const flag = (value: Json = { enabled: true }, attributes: Json = {}): Json => ({
  version: '1',
  flags: { checkout: { name: 'Checkout', attributes } },
  values: { checkout: value },
});
const definition = (given: Json) => ({ version: '1', flags: { checkout: given } });
const constrained = (constraints: Json, value: unknown) =>
  flag({ enabled: true, size: value }, { size: { constraints } });
const variants = (...list: Json[]) => flag({ _variants: list });
const byDefault = { name: 'default', enabled: false };

describe('a document of the documented shape is accepted', () => {
  test.each<[string, unknown]>([
    ['nothing but its version', { version: '1' }],
    ['a flag without a value', definition({})],
    [
      'what AppConfig adds',
      definition({ _createdAt: '2026-01-01T00:00:00Z', _updatedAt: '2026-01-01T00:00:00Z' }),
    ],
    ['a planned deprecation', definition({ _deprecation: { status: 'planned', date: '2026-12-31' } })],
    ['a name of 64 characters', definition({ name: '😀'.repeat(64) })],
    ['25 attributes', flag({ enabled: true, ...entries(25, 'x') }, entries(25, {}))],
    ['a text of 1,024 characters', constrained({ type: 'string' }, 'x'.repeat(1024))],
    ['one of the values listed', constrained({ type: 'string', enum: ['s', 'm', 7] }, '7')],
    ['a text that matches', constrained({ type: 'string', pattern: '^[a-z]+$' }, 'abc')],
    ['a number at its bounds', constrained({ type: 'number', minimum: 3, maximum: 3 }, 3)],
    ['a truth value', constrained({ type: 'boolean', required: true }, false)],
    ['a list', constrained({ type: 'array', elements: { type: 'number', minimum: 0 } }, [1, 2.5])],
    ['an empty list', constrained({ type: 'array', elements: { type: 'string', pattern: 'x' } }, [])],
    ['an attribute without constraints', flag({ enabled: true, any: ['x'] }, { any: {} })],
    ['variants', variants({ name: 'beta', enabled: true, rule: '(eq $beta true)' }, byDefault)],
    [
      '32 variants',
      variants(
        ...Object.keys(entries(31, 0)).map((name) => ({ name, enabled: true, rule: 'true' })),
        byDefault,
      ),
    ],
  ])('%s', (_name, document) => {
    expect(read(document).problems).toBeUndefined();
  });
});

describe('what is wrong is told, with its place', () => {
  test.each<[string, unknown, string]>([
    ['no object', [], 'type #'],
    ['no version', {}, 'required #'],
    ['another version', { version: '2' }, 'enum #/version'],
    ['a version as a number', { version: 1 }, 'type #/version'],
    ['an unknown member', { version: '1', flag: {} }, 'additionalProperties #'],
    [
      'a key with a capital letter',
      { version: '1', flags: { Checkout: {} } },
      'additionalProperties #/flags',
    ],
    [
      'a key of 65 characters',
      { version: '1', flags: { [`a${'x'.repeat(64)}`]: {} } },
      'additionalProperties #/flags',
    ],
    ['a name of 65 characters', definition({ name: 'x'.repeat(65) }), 'pattern #/flags/checkout/name'],
    ['a name of two lines', definition({ name: 'a\nb' }), 'pattern #/flags/checkout/name'],
    [
      'a long description',
      definition({ description: 'x'.repeat(1025) }),
      'maxLength #/flags/checkout/description',
    ],
    [
      'another deprecation',
      definition({ _deprecation: { status: 'done' } }),
      'enum #/flags/checkout/_deprecation/status',
    ],
    [
      '26 attributes',
      definition({ attributes: entries(26, {}) }),
      'maxProperties #/flags/checkout/attributes',
    ],
    ['26 values', flag(entries(26, 'x'), {}), 'maxProperties #/values/checkout'],
    [
      'an attribute called enabled',
      definition({ attributes: { enabled: {} } }),
      'additionalProperties #/flags/checkout/attributes',
    ],
    [
      'an unknown type',
      constrained({ type: 'date' }, 'x'),
      'enum #/flags/checkout/attributes/size/constraints/type',
    ],
    [
      'a type of the prototype',
      constrained({ type: 'constructor' }, 'x'),
      'enum #/flags/checkout/attributes/size/constraints/type',
    ],
    [
      'a pattern and a list',
      constrained({ type: 'string', pattern: 'x', enum: ['x'] }, 'x'),
      'not #/flags/checkout/attributes/size/constraints',
    ],
    [
      'a pattern that cannot be read',
      constrained({ type: 'string', pattern: '(' }, 'x'),
      'pattern #/flags/checkout/attributes/size/constraints/pattern',
    ],
    [
      'a fraction as a bound',
      constrained({ type: 'number', minimum: 0.5 }, 1),
      'type #/flags/checkout/attributes/size/constraints/minimum',
    ],
    [
      'bounds that leave nothing',
      constrained({ type: 'number', minimum: 2, maximum: 1 }, 2),
      'minimum #/flags/checkout/attributes/size/constraints/minimum',
    ],
    [
      '101 allowed values',
      constrained({ type: 'string', enum: Array(101).fill('x') }, 'x'),
      'maxItems #/flags/checkout/attributes/size/constraints/enum',
    ],
    [
      'lists of lists',
      constrained({ type: 'array', elements: { type: 'array' } }, []),
      'enum #/flags/checkout/attributes/size/constraints/elements/type',
    ],
    ['enabled as text', flag({ enabled: 'true' }), 'type #/values/checkout/enabled'],
    [
      'an attribute that is null',
      flag({ enabled: true, size: null }, { size: {} }),
      'oneOf #/values/checkout/size',
    ],
    [
      'a list of two types',
      flag({ enabled: true, size: ['a', 1] }, { size: {} }),
      'oneOf #/values/checkout/size',
    ],
    [
      'a text of 1,025 characters',
      constrained({ type: 'string' }, 'x'.repeat(1025)),
      'oneOf #/values/checkout/size',
    ],
    ['a value of no flag', { version: '1', values: { checkout: {} } }, 'flags #/values/checkout'],
    [
      'a value of a flag of the prototype',
      { version: '1', values: { constructor: {} } },
      'flags #/values/constructor',
    ],
    ['a value of no attribute', flag({ enabled: true, size: 1 }), 'attributes #/values/checkout/size'],
    [
      'no value where one is required',
      flag({ enabled: false }, { size: { constraints: { type: 'string', required: true } } }),
      'required #/values/checkout',
    ],
    [
      'a number without end',
      '{"version":"1","flags":{"checkout":{"attributes":{"size":{}}}},"values":{"checkout":{"size":1e999}}}',
      'oneOf #/values/checkout/size',
    ],
    ['another type', constrained({ type: 'number' }, '1'), 'type #/values/checkout/size'],
    [
      'a value that is not listed',
      constrained({ type: 'string', enum: ['s'] }, 'm'),
      'enum #/values/checkout/size',
    ],
    [
      'a value that does not match',
      constrained({ type: 'string', pattern: '^s' }, 'ms'),
      'pattern #/values/checkout/size',
    ],
    ['a value below', constrained({ type: 'number', minimum: 1 }, 0.9), 'minimum #/values/checkout/size'],
    ['a value above', constrained({ type: 'number', maximum: 1 }, 1.1), 'maximum #/values/checkout/size'],
    [
      'an item above',
      constrained({ type: 'array', elements: { type: 'number', maximum: 1 } }, [1, 2]),
      'maximum #/values/checkout/size/1',
    ],
    ['no variant', variants(), 'minItems #/values/checkout/_variants'],
    ['33 variants', variants(...Array(33).fill(byDefault)), 'maxItems #/values/checkout/_variants'],
    ['a variant without a name', variants({ enabled: true }), 'required #/values/checkout/_variants/0'],
    [
      'a variant that says nothing of enabled',
      variants({ name: 'x' }),
      'required #/values/checkout/_variants/0',
    ],
    [
      'a default variant with a rule',
      variants({ ...byDefault, rule: 'true' }),
      'rule #/values/checkout/_variants/0',
    ],
    [
      'a default variant that is not the last',
      variants(byDefault, { name: 'b', enabled: true }),
      'rule #/values/checkout/_variants/0',
    ],
    [
      'a rule that is none',
      variants({ name: 'b', enabled: true, rule: '(ne $a 1)' }, byDefault),
      'rule #/values/checkout/_variants/0/rule',
    ],
    [
      'a rule of 16,385 characters',
      variants({ name: 'b', enabled: true, rule: 'x'.repeat(16_385) }, byDefault),
      'maxLength #/values/checkout/_variants/0/rule',
    ],
    [
      'two variants of one name',
      variants({ ...byDefault, rule: 'true' }, byDefault),
      'uniqueItems #/values/checkout/_variants/1/name',
    ],
    [
      'a variant with a value of no attribute',
      variants({ ...byDefault, attributeValues: { size: 1 } }),
      'attributes #/values/checkout/_variants/0/attributeValues/size',
    ],
  ])('%s', (_name, document, expected) => {
    expect(wrong(document)).toEqual([expected]);
  });

  test('all at once, as far as the shape goes', () => {
    expect(wrong({ version: '2', flags: { x: { name: 1 } }, values: [] })).toEqual([
      'enum #/version',
      'type #/flags/x/name',
      'type #/values',
    ]);
  });

  test('in words', () => {
    expect(read(variants({ name: 'b', enabled: true, rule: '(ne $a 1)' }, byDefault)).problems).toMatchObject(
      [
        {
          Reason: expect.stringMatching(
            /^#\/values\/checkout\/_variants\/0\/rule is no rule: at line 1, column 2: ne is no op/,
          ),
          Type: 'JSON_SCHEMA',
        },
      ],
    );
  });

  test.each([
    ['no JSON', '{"version": "1"'],
    ['nothing', ''],
    ['half a million lists', '['.repeat(500_000)],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ])('%s', (_name, content) => {
    expect(readFlagDocument(content).problems).toMatchObject([{ Reason: '# is not JSON in UTF-8' }]);
  });
});

describe('the value of a flag', () => {
  const flags = (document: Json) => flagsOf(read(document).document ?? { version: '1' });
  const ask = (document: Json, attributes: Record<string, string> = {}) => {
    const found = flags(document).get('checkout');
    return found && askFlag(found, { attributes, scope: 'x', unresolvedAttribute: 'false' });
  };
  const sized = { size: { constraints: { type: 'number' } } };
  const multi = {
    ...variants(
      { name: 'beta', enabled: true, rule: '(exists "beta")', attributeValues: { size: 3 } },
      { name: 'big', enabled: true, rule: '(gt $age 65)', attributeValues: { size: 2 } },
      { name: 'default', enabled: false, attributeValues: { size: 1 } },
    ),
    flags: { checkout: { attributes: sized } },
  };

  test('is what the document says', () => {
    const value = { enabled: true, size: 3, _createdAt: 'then', _updatedAt: 'now' };

    expect(ask(flag(value, sized))).toMatchObject({
      enabled: true,
      attributes: { size: 3 },
      variant: undefined,
    });
    expect(ask(flag({ size: 3 }, sized))).toMatchObject({ enabled: false, attributes: { size: 3 } });
    expect(ask(definition({}))).toBeUndefined();
  });

  test('is that of the first variant whose rule holds, else that of the default one', () => {
    expect(ask(multi, { beta: '', age: '70' })).toMatchObject({ variant: 'beta', attributes: { size: 3 } });
    expect(ask(multi, { age: '70' })).toMatchObject({ variant: 'big', attributes: { size: 2 } });
    expect(ask(multi, { age: '60' })).toMatchObject({ variant: 'default', enabled: false });
    expect(ask(multi)).toMatchObject({ variant: 'default' });
  });

  test('is delivered with its attributes when it is enabled, and without definitions', () => {
    const values = {
      checkout: { enabled: true, size: 3, _createdAt: 'x' },
      off: { enabled: false, size: 1 },
      bare: {},
    };
    const sizes = { attributes: sized };
    const document = { version: '1', flags: { checkout: sizes, off: sizes, bare: {}, unset: {} }, values };

    expect(simplified(flags(document))).toEqual({
      checkout: { enabled: true, size: 3 },
      off: { enabled: false },
      bare: { enabled: false },
    });
    expect(simplified(flags(multi))).toEqual({ checkout: { enabled: false } });
  });
});

test('no document breaks the reader, and what is accepted can be delivered', () => {
  const key = fc.constantFrom(
    'checkout',
    'size',
    'enabled',
    '_variants',
    '_createdAt',
    'constructor',
    '__proto__',
    'A',
  );
  const member = fc.constantFrom(
    'version',
    'flags',
    'values',
    'attributes',
    'constraints',
    'type',
    'rule',
    'name',
    'required',
  );
  const leaf = fc.constantFrom(
    '1',
    'string',
    'number',
    'true',
    '(exists "x")',
    '',
    true,
    false,
    null,
    1,
    -0.5,
    [],
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.dictionary(fc.oneof(key, member), tie('json'), { maxKeys: 4, noNullPrototype: true }),
      fc.array(tie('json'), { maxLength: 3 }),
    ),
  }));
  const document = fc.record({
    version: fc.constantFrom('1', '1', '1', '2'),
    flags: fc.oneof(json, fc.dictionary(key, fc.constant({ attributes: { size: {} } }))),
    values: fc.oneof(json, fc.dictionary(key, fc.dictionary(key, leaf))),
  });

  fc.assert(
    fc.property(fc.oneof(document, json), (value) => {
      const { document: accepted, problems } = readFlagDocument(JSON.stringify(value));

      expect(accepted === undefined).toBe((problems ?? []).length > 0);
      if (accepted) expect(JSON.parse(JSON.stringify(simplified(flagsOf(accepted))))).toBeTypeOf('object');
    }),
    { numRuns: 1_000, seed: 3 },
  );
});

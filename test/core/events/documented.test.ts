/** docs/events.md, run: its patterns against the matcher and every sample, its transformer against the bus. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventTypes, kebab } from '#core/events/catalogue';
import { inputFor } from '#local/eventbridge/input';
import { compilePattern } from '#local/eventbridge/pattern/compile';
import { fieldsOf } from '#local/eventbridge/pattern/fields';
import { matches } from '#local/eventbridge/pattern/match';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/events.md'), 'utf8');
const samples = eventTypes.map((type) =>
  JSON.parse(readFileSync(join(root, `events/${kebab(type)}.json`), 'utf8')),
);
const documented = [...page.matchAll(/Matches: (?<types>.+)\n\n```json\n(?<pattern>[^`]+)```/g)].map(
  ({ groups }) => [groups?.types ?? '', groups?.pattern ?? ''] as const,
);

test.each(documented)('the pattern for %s matches these and no other', (types, pattern) => {
  const compiled = compilePattern(pattern);
  const matched = samples.filter((sample) => matches(compiled, fieldsOf(sample)));

  expect(matched.map((sample) => sample['detail-type']).sort()).toEqual(types.split(', ').sort());
});

test('every pattern of the page is tested', () => {
  expect(documented).toHaveLength([...page.matchAll(/```json\n/g)].length);
  expect(documented.length).toBeGreaterThan(4);
});

test('the transformer makes a CloudEvent', () => {
  const [, text = ''] = /```json input-transformer\n([^`]+)```/.exec(page) ?? [];
  const event = samples.find((sample) => sample['detail-type'] === 'Exposure Raised');

  const input = inputFor({ Id: '1', Arn: 'a', InputTransformer: JSON.parse(text) }, event, {
    rule: { name: 'r', arn: 'a' },
    ingestedAt: event.time,
  });

  expect(JSON.parse(input)).toEqual({
    specversion: '1.0',
    id: event.detail.metadata.eventId,
    source: 'rampart',
    type: 'rampart.exposure-raised.v1',
    subject: event.detail.data.ramp.id,
    time: event.detail.metadata.occurredAt,
    datacontenttype: 'application/json',
    data: event.detail.data,
  });
});

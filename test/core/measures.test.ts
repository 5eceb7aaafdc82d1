import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measuresOf } from '#core/measures';

const sample = (type: string) => {
  const { 'detail-type': name, detail } = JSON.parse(readFileSync(`events/${type}.json`, 'utf8'));
  return { type: name, exposure: detail.data.exposure, data: detail.data } as never;
};

test.each([
  ['ramp-started', { Exposure: 0 }],
  ['exposure-raised', { Exposure: 25 }],
  ['exposure-drifted', { Exposure: 50 }],
  ['gate-cleared', { GateWait: 2100 }],
  ['approval-given', { ApprovalWait: 3000 }],
  ['approval-rejected', { ApprovalWait: 3000 }],
  ['guard-breached', { GuardBreaches: 1 }],
  ['stop-delayed', { StopFailures: 1 }],
  ['rampart-degraded', { Degradations: 1 }],
  ['ramp-stopped', { Exposure: 0, StopLatency: 12_000 }],
  ['ramp-finished', {}],
])('%s is measured as %o', (type, expected) => {
  const measures = measuresOf(sample(type));

  expect(Object.fromEntries(measures.map(({ name, value }) => [name, value]))).toEqual(expected);
});

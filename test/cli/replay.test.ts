/** A recorded outage happens again, and the ramp that it concerns is stopped by it: while it lasts, and not before. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exit } from '#cli/command';
import { run } from '#cli/run';
import { toldFact } from '#core/delivered';
import { dayMs, minuteMs } from '#core/time';
import { deploy } from '#local/deployment';
import { readRecording } from '#local/replay/recording';
import { createSimulation } from '#simulation/simulation';
import { recordedContext } from '#test/support/context';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { guardOf, planOf } from '#test/support/ramps';
import { recordedMetric } from '#test/support/shared';

const twoGuards = `version: 1
name: two
owner: shop
experiment: { application: shop, definition: button }
timezone: UTC
maxDuration: 1d
steps: [{ exposure: 0%, hold: 10m }, { exposure: 50%, hold: 4h }, { exposure: 100%, hold: 4h }]
guards: [{ alarm: first }, { alarm: second }]
end: stop
`;

const file = 'ec2_request_latency_system_failure.csv';
const recorded = recordedMetric(file);

/** As people have labelled them, in UTC. */
function anomalies(): readonly (readonly [fromAt: number, toAt: number])[] {
  const windows = JSON.parse(recordedMetric('anomaly-windows.json') ?? '{}') as Record<
    string,
    [string, string][]
  >;
  const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);
  return (windows[file] ?? []).map(([from, to]) => [at(from), at(to)]);
}

describe.runIf(recorded)('a recorded outage of two weeks', () => {
  test('stops the ramp inside a labelled window, and in no hour outside', async () => {
    const recording = readRecording(recorded ?? '');
    const startAt = recording[0]?.at ?? 0;
    const steps = [0, 10, 50].map((exposurePercent) => ({ exposurePercent, holdMs: 5 * dayMs, gates: [] }));
    const stops: number[] = [];
    // In AWS the watch looks every minute: for two weeks that is all that this test would do.
    const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', 'rate(6 hours)');
    const template = withSchedule(watched, 'DigestSchedule', 'rate(1 day)');
    const simulation = await createSimulation({
      deploy: (options) => deploy({ template, codeOf: sources, stackName: 'rampart', ...options }),
      plan: planOf({ timezone: 'UTC', guards: [guardOf()], steps }),
      startAt,
      seed: 1,
      scenario: 'calm',
      visitsPerDay: 1,
      replayed: {
        recording,
        namespace: 'AWS/EC2',
        name: 'Latency',
        rules: [
          {
            Statistic: 'Maximum',
            ComparisonOperator: 'GreaterThanThreshold',
            Threshold: 60,
            DatapointsToAlarm: 2,
            EvaluationPeriods: 3,
            Period: 300,
          },
        ],
      },
      onEvent: (event) => {
        if (toldFact(event)?.type === 'Ramp Stopped') stops.push(Date.parse(event.time));
      },
    });
    try {
      await simulation.advance(recording.at(-1)?.at ?? 0);
    } finally {
      simulation.close();
    }

    const inside = (at: number) => anomalies().some(([fromAt, toAt]) => fromAt <= at && at <= toAt);
    expect(stops.map((at) => [new Date(at).toISOString(), inside(at)])).toEqual([
      [expect.stringContaining('2014-03-'), true],
    ]);
  });
});

describe('ramp simulate --replay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const plan = written('two.ramp.yaml', twoGuards);
  /** Latency rises after an hour. */
  const lines = Array.from({ length: 24 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 23, 9) + index * 5 * minuteMs).toISOString();
    return `${at.slice(0, 19).replace('T', ' ')},${index < 12 ? 40 : 100}`;
  });
  const recording = written('latency.csv', `timestamp,value\n${lines.join('\n')}\n`);
  const simulate = async (...more: readonly string[]) => {
    const { context, out, err } = recordedContext();
    const code = await run(['simulate', plan, '--replay', recording, ...more], context);
    return { code, out: out(), err: err() };
  };
  const metric = ['--metric', 'Shop/Latency'];
  const never = ['--alarm', 'Maximum > 500, 1 of 1, 300 s'];
  const soon = ['--alarm', 'Maximum > 60, 2 of 3, 300 s'];

  test('gives each guard that stops a rule of its own', { timeout: 60_000 }, async () => {
    const { code, out } = await simulate(...metric, ...never, ...soon);

    expect(code).toBe(exit.unsuccessful);
    expect(out).toMatch(/Mon 23 Nov 10:\d\d {2}Guard Breached {6}alarm second is in ALARM → stop\n/);
  });

  test.each([
    ['an alarm but no metric', soon, '--replay needs --metric'],
    ['more alarms than guards', [...metric, ...never, ...soon, ...soon], '3 times --alarm'],
    ['a rule that is none', [...metric, '--alarm', 'slow'], 'Write a rule such as'],
  ])('refuses %s', async (_, more, told) => {
    const { code, err } = await simulate(...more);

    expect(code).toBe(exit.usage);
    expect(err).toContain(told);
  });
});

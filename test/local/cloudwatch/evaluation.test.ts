/** What the user guide says about evaluation in words, beside its tables. */
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { minuteMs, watchedWorld } from './support/watched.ts';

const threeOfThree = { EvaluationPeriods: 3, DatapointsToAlarm: 3 };
const twoOfThree = { EvaluationPeriods: 3, DatapointsToAlarm: 2 };

/** Puts one value a minute, `-` for none, and tells the state after each minute. */
async function statesOver(points: string, input: Parameters<ReturnType<typeof watchedWorld>['alarm']>[0]) {
  const { alarm, put, pass, shown } = watchedWorld();
  await alarm(input);
  const states: string[] = [];
  for (const point of points) {
    if (point !== '-') await put(point === 'X' ? 99 : 0);
    await pass(1);
    states.push((await shown('errors')).StateValue ?? '');
  }
  return states.map((state) => state.charAt(0)).join('');
}

describe('an alarm with missing data', () => {
  test.each([
    [
      'goes to ALARM when the one good datapoint leaves the range, if missing is breaching',
      '0-----',
      threeOfThree,
      'breaching',
      'OOOOOA',
    ],
    ['does not go to ALARM early on one breaching datapoint', 'X-', threeOfThree, 'missing', 'II'],
    [
      'goes to ALARM once the breaching datapoint is as old as DatapointsToAlarm',
      'X--',
      threeOfThree,
      'missing',
      'IIA',
    ],
    ['is spared a false alarm when a good datapoint follows: - - - X 0', 'X0', threeOfThree, 'missing', 'IO'],
    [
      'is spared a false alarm when a good datapoint follows: - - X - 0',
      'X-0',
      threeOfThree,
      'missing',
      'IIO',
    ],
    ['goes to ALARM at the age of M when M of N', 'X-', twoOfThree, 'missing', 'IA'],
    [
      'keeps its state while it has nothing but one breaching datapoint, if missing is ignored',
      '0-----X-',
      threeOfThree,
      'ignore',
      'OOOOOOOO',
    ],
    [
      'uses older real datapoints before it treats any as missing',
      '0X-X-X',
      threeOfThree,
      'notBreaching',
      'OOOOOA',
    ],
    [
      'is judged again on the last datapoints after the metric has stopped',
      '0XX---',
      twoOfThree,
      'missing',
      'OOAAAA',
    ],
    [
      'has INSUFFICIENT_DATA when all of the range is missing',
      'X-------',
      { EvaluationPeriods: 1 },
      'missing',
      'AAAIIIII',
    ],
  ] as const)('%s', async (_, points, counts, TreatMissingData, expected) => {
    const states = await statesOver(points, { ...counts, TreatMissingData });

    expect(states).toBe(expected);
  });
});

describe('an alarm is evaluated', () => {
  test('every minute over a sliding window, when its period is longer than a minute', async () => {
    const { alarm, put, pass, shown, clock } = watchedWorld();
    const start = clock.now();
    await alarm({ Period: 300, Statistic: 'Sum' });
    await put(6, { at: start + 0.5 * minuteMs });
    await pass(4);
    await put(6, { at: start + 5.5 * minuteMs }); // 5 minutes apart: no window of 5 minutes has both
    await pass(4);
    expect((await shown('errors')).StateValue).toBe('OK');

    await put(6, { at: start + 8.5 * minuteMs });
    await pass(1);

    expect((await shown('errors')).StateValue).toBe('ALARM');
    expect(Number((await shown('errors')).StateUpdatedTimestamp)).toBe(start + 9 * minuteMs);
  });

  test('every 10 seconds, when its period is 10 or 30 seconds', async () => {
    const { alarm, client, clock, shown } = watchedWorld();
    await alarm({ Period: 10 });
    const datum = {
      MetricName: 'Errors',
      Value: 99,
      StorageResolution: 1,
      Timestamp: new Date(clock.now() + 3000),
    };
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [datum] }));
    await clock.run(clock.now() + 10_000);

    const { StateValue, StateUpdatedTimestamp } = await shown('errors');

    expect([StateValue, Number(StateUpdatedTimestamp) % 60_000]).toEqual(['ALARM', 10_000]);
  });

  test('no more, once it has no data left: virtual time comes to an end', async () => {
    const { alarm, put, clock, shown } = watchedWorld();
    await alarm();
    await put(99);

    await clock.run();

    expect((await shown('errors')).StateValue).toBe('INSUFFICIENT_DATA');
    expect(clock.next).toBeUndefined();
  });
});

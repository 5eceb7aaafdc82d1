import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataInput,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type ListMetricsInput,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { anAlarm, minuteMs, watchedWorld } from './support/watched.ts';

function metricsWorld() {
  const world = watchedWorld();
  const { client, clock } = world;
  const start = clock.now();
  const put = (...MetricData: MetricDatum[]) =>
    client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  const read = (input: Partial<GetMetricDataInput>) =>
    client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [],
        StartTime: new Date(start - 10 * minuteMs),
        EndTime: new Date(start),
        ScanBy: 'TimestampAscending',
        ...input,
      }),
    );
  const stat = (Id: string, MetricName: string, Stat = 'Sum', Period = 60) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat },
    ReturnData: false,
  });
  const at = (minute: number) => new Date(start - (10 - minute) * minuteMs);
  return { ...world, putData: put, read, stat, at };
}

describe('PutMetricData', () => {
  test.each([
    ['one value', [{ Value: 4 }], [4, 4, 4, 4, 1]],
    ['several values', [{ Values: [1, 2, 6], Counts: [2, 1, 1] }], [10, 2.5, 1, 6, 4]],
    [
      'a statistic set',
      [{ StatisticValues: { Sum: 12, SampleCount: 4, Minimum: 1, Maximum: 5 } }],
      [12, 3, 1, 5, 4],
    ],
    ['the same minute twice', [{ Value: 4 }, { Value: 6 }], [10, 5, 4, 6, 2]],
  ])('takes %s', async (_, data, expected) => {
    const { putData, read, stat, at } = metricsWorld();
    await putData(...data.map((datum) => ({ MetricName: 'Latency', Timestamp: at(1), ...datum })));

    const names = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];
    const { MetricDataResults = [] } = await read({
      MetricDataQueries: names.map((name) => ({ ...stat(`m${name}`, 'Latency', name), ReturnData: true })),
    });

    expect(MetricDataResults.map(({ Values }) => Values)).toEqual(expected.map((value) => [value]));
    expect(MetricDataResults[0]?.Timestamps).toEqual([at(1)]);
  });

  test('keeps metrics apart by their dimensions, in whatever order, and adds up their units', async () => {
    const { putData, read, stat, at } = metricsWorld();
    const [a, b] = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ];
    const datum = { MetricName: 'Hits', Timestamp: at(0) };
    await putData({ ...datum, Dimensions: [a, b], Value: 1 }, { ...datum, Dimensions: [b, a], Value: 2 });
    await putData({ ...datum, Value: 5, Unit: 'Count' }, { ...datum, Value: 6, Unit: 'Bytes' });

    const plain = stat('plain', 'Hits');
    const { MetricDataResults = [] } = await read({
      MetricDataQueries: [
        { ...plain, ReturnData: true },
        { Id: 'counted', MetricStat: { ...plain.MetricStat, Unit: 'Count' } },
        {
          Id: 'both',
          MetricStat: { ...plain.MetricStat, Metric: { ...plain.MetricStat.Metric, Dimensions: [a, b] } },
        },
      ],
    });

    expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[11], [5], [3]]);
  });

  test('arrives compressed when it is large', async () => {
    const { aws, read, stat, at } = metricsWorld();
    const encodings: (string | undefined)[] = [];
    const client = new CloudWatchClient({ ...aws.clientConfig(), disableRequestCompression: false });
    client.middlewareStack.add(
      (next) => (args) => {
        encodings.push((args.request as { headers: Record<string, string> }).headers['content-encoding']);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const MetricData = Array.from({ length: 300 }, (_, index) => ({
      MetricName: `Metric-${index}`,
      Timestamp: at(0),
      Value: index,
    }));

    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));

    expect(encodings).toEqual(['gzip']);
    const { MetricDataResults } = await read({
      MetricDataQueries: [{ ...stat('m', 'Metric-299'), ReturnData: true }],
    });
    expect(MetricDataResults?.[0]?.Values).toEqual([299]);
  });

  const datum = { MetricName: 'Latency' };
  test.each<[string, MetricDatum, string]>([
    ['no value', datum, 'MissingRequiredParameterException'],
    ['two kinds of value', { ...datum, Value: 1, Values: [1] }, 'InvalidParameterCombinationException'],
    ['no number', { ...datum, Value: Number.NaN }, 'InvalidParameterValueException'],
    ['counts that do not fit', { ...datum, Values: [1, 2], Counts: [1] }, 'InvalidParameterValueException'],
    [
      'a future',
      { ...datum, Value: 1, Timestamp: new Date('2026-01-01T02:00:01Z') },
      'InvalidParameterValueException',
    ],
    [
      'a past',
      { ...datum, Value: 1, Timestamp: new Date('2025-12-17T23:59:59Z') },
      'InvalidParameterValueException',
    ],
    [
      'an unknown unit',
      { ...datum, Value: 1, Unit: 'Furlongs' as 'Count' },
      'InvalidParameterValueException',
    ],
    ['a strange resolution', { ...datum, Value: 1, StorageResolution: 5 }, 'InvalidParameterValueException'],
    [
      '31 dimensions',
      {
        ...datum,
        Value: 1,
        Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: 'x' })),
      },
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, bad, name) => {
    const { putData } = metricsWorld();

    await expect(putData({ MetricName: 'Good', Value: 1 }, bad)).rejects.toMatchObject({ name });
  });

  test('refuses the namespaces of AWS', async () => {
    const { client } = metricsWorld();
    const input = { Namespace: 'AWS/Shop', MetricData: [{ MetricName: 'm', Value: 1 }] };

    await expect(client.send(new PutMetricDataCommand(input))).rejects.toThrow(/AWS\//);
  });
});

describe('GetMetricData', () => {
  test.each([
    ['p50', 50.5],
    ['p0', 1],
    ['p100', 100],
    ['tm90', 45.5],
    ['tc90', 90],
    ['ts50', 1275],
    ['TM(10%:90%)', 50.5],
    ['TC(50%:)', undefined],
    ['tc(50%:)', undefined],
    ['TC(50%:100%)', 50],
  ])('knows the statistic %s', async (Stat, expected) => {
    const { putData, read, stat, at } = metricsWorld();
    const Values = Array.from({ length: 100 }, (_, index) => index + 1);
    await putData({ MetricName: 'Latency', Timestamp: at(0), Values });
    const answer = read({ MetricDataQueries: [{ ...stat('m', 'Latency', Stat), ReturnData: true }] });

    if (expected === undefined) await expect(answer).rejects.toThrow(/not supported/);
    else expect((await answer).MetricDataResults?.[0]?.Values?.[0]).toBeCloseTo(expected, 9);
  });

  test.each<[expression: string, values: (number | undefined)[]]>([
    ['m1 + m2 * 2 - 1', [20, undefined, undefined, 83]],
    ['(m1 + m2) * 2', [22, undefined, undefined, 88]],
    ['-m1', [-1, -2, undefined, -4]],
    ['2 ^ 3 ^ m1', [8, 512, undefined, 2 ** 81]],
    ['m2 / (m1 - 1)', [undefined, undefined, undefined, 40 / 3]],
    ['m1 > 1 AND m1 < 4', [0, 1, undefined, 0]],
    ['m1 == 1 || m1 >= 4', [1, 0, undefined, 1]],
    ['SUM([m1, m2])', [11, 2, 30, 44]],
    ['SUM(METRICS())', [11, 2, 30, 44]],
    ['MAX(METRICS("m2"))', [10, undefined, 30, 40]],
    ['AVG([m1, m2])', [5.5, 2, 30, 22]],
    ['STDDEV([m1, m2])', [4.5, 0, 0, 18]],
    ['m1 - MIN(m1)', [0, 1, undefined, 3]],
    ['FILL(m1, 0)', [1, 2, 0, 4]],
    ['FILL(m1, REPEAT)', [1, 2, 2, 4]],
    ['FILL(m1, m2)', [1, 2, 30, 4]],
    ['IF(m1 > 1, m1, 0)', [0, 2, undefined, 4]],
    ['IF(m1 > 1, m2)', [undefined, undefined, undefined, 40]],
    ['RATE(m1)', [undefined, 1 / 60, undefined, 2 / 120]],
    ['DIFF(m1)', [undefined, 1, undefined, 2]],
    ['RUNNING_SUM(m1)', [1, 3, undefined, 7]],
    ['m1 * PERIOD(m1)', [60, 120, undefined, 240]],
    ['e0 + 1', [3, 4, undefined, 6]],
    ['ABS(CEIL(m1 / 3) - 5)', [4, 4, undefined, 3]],
    ['100', [100, 100, 100, 100]],
  ])('works out %s', async (Expression, expected) => {
    const { putData, read, stat, at } = metricsWorld();
    for (const [index, [one, two]] of [
      [1, 10],
      [2, undefined],
      [undefined, 30],
      [4, 40],
    ].entries()) {
      if (one !== undefined) await putData({ MetricName: 'One', Timestamp: at(index), Value: one });
      if (two !== undefined) await putData({ MetricName: 'Two', Timestamp: at(index), Value: two });
    }
    const { MetricDataResults } = await read({
      EndTime: at(4),
      MetricDataQueries: [
        { Id: 'e1', Expression },
        { Id: 'e0', Expression: 'm1 + 1', ReturnData: false },
        stat('m1', 'One'),
        stat('m2', 'Two'),
      ],
    });

    const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
    const byMinute = [0, 1, 2, 3].map(
      (minute) => Values[Timestamps.findIndex((time) => +time === +at(minute))],
    );
    expect(byMinute).toEqual(expected);
  });

  test.each([
    ['m1 +', /ends too early/],
    ['m1 + nobody', /nobody/],
    ['e1 + 1', /Circular/],
    ['ANOMALY_DETECTION_BAND(m1, 2)', /ANOMALY_DETECTION_BAND.*not implemented/],
    ["SEARCH('{Shop} x', 'Sum', 60)", /SEARCH.*not implemented/],
    ['SELECT AVG(x) FROM Shop', /Metrics Insights.*not implemented/],
    ['FILL(m1, LINEAR)', /LINEAR.*not implemented/],
    ['m1 ; m1', /unexpected ';'/],
  ])('refuses %s', async (Expression, message) => {
    const { read, stat } = metricsWorld();

    await expect(read({ MetricDataQueries: [{ Id: 'e1', Expression }, stat('m1', 'One')] })).rejects.toThrow(
      message,
    );
  });

  test('answers in pages, the newest first', async () => {
    const { putData, read, stat, at } = metricsWorld();
    for (let minute = 0; minute < 5; minute += 1)
      await putData(
        { MetricName: 'One', Timestamp: at(minute), Value: minute },
        { MetricName: 'Two', Timestamp: at(minute), Value: 10 * minute },
      );
    const seen: Record<string, number[]> = {};
    const statuses: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await read({
        MetricDataQueries: ['One', 'Two'].map((name) => ({
          ...stat(name.toLowerCase(), name),
          ReturnData: true,
        })),
        MaxDatapoints: 3,
        ScanBy: 'TimestampDescending',
        ...(NextToken === undefined ? {} : { NextToken }),
      });
      for (const { Id = '', Values = [], StatusCode } of page.MetricDataResults ?? []) {
        seen[Id] = [...(seen[Id] ?? []), ...Values];
        statuses.push(`${Id} ${Values.length} ${StatusCode}`);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);

    expect(seen).toEqual({ one: [4, 3, 2, 1, 0], two: [40, 30, 20, 10, 0] });
    expect(statuses).toEqual([
      'one 3 PartialData',
      'one 2 Complete',
      'two 1 PartialData',
      'two 3 PartialData',
      'two 1 Complete',
    ]);
  });
});

test('GetMetricStatistics tells several statistics at once', async () => {
  const { client, putData, at } = metricsWorld();
  await putData({ MetricName: 'Latency', Timestamp: at(0), Values: [1, 3], Unit: 'Seconds' });
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'Latency',
      StartTime: at(0),
      EndTime: at(10),
      Period: 300,
      Statistics: ['Sum', 'Average'],
      ExtendedStatistics: ['p50'],
    }),
  );

  expect(Datapoints).toEqual([
    { Timestamp: at(0), Unit: 'Seconds', Sum: 4, Average: 2, ExtendedStatistics: { p50: 2 } },
  ]);
});

test('ListMetrics pages, and filters by namespace, name, dimensions and age', async () => {
  const { client, alarm, putData, pass } = metricsWorld();
  await alarm({ MetricName: 'NeverPut' });
  const Dimensions = [{ Name: 'Service', Value: 'till' }];
  for (let index = 0; index < 600; index += 300)
    await putData(...Array.from({ length: 300 }, (_, n) => ({ MetricName: `m${index + n}`, Value: 1 })));
  await pass(4 * 60);
  await putData({ MetricName: 'Hits', Dimensions, Value: 1 });
  const names = async (input: ListMetricsInput = {}) => {
    const { Metrics = [], NextToken } = await client.send(new ListMetricsCommand(input));
    return { names: Metrics.map(({ MetricName }) => MetricName), NextToken };
  };

  const first = await names();
  const second = await names({ NextToken: first.NextToken });

  expect([first.names.length, second.names.length, second.NextToken]).toEqual([500, 101, undefined]);
  expect((await names({ Namespace: 'Shop', MetricName: 'm7' })).names).toEqual(['m7']);
  expect((await names({ Dimensions: [{ Name: 'Service' }] })).names).toEqual(['Hits']);
  expect((await names({ Dimensions: [{ Name: 'Service', Value: 'shop' }] })).names).toEqual([]);
  expect((await names({ RecentlyActive: 'PT3H' })).names).toEqual(['Hits']);
  expect((await names({ Namespace: anAlarm.MetricName })).names).toEqual([]);
});

/** Directives that are none: they are logged like any other line. */
const malformed = [
  null,
  { Namespace: 7, Metrics: [{ Name: 'Sales' }] },
  { Namespace: 'Shop', Metrics: [null] },
  { Namespace: 'Shop', Metrics: [{ Name: 'Sales', Unit: 'Furlongs' }] },
  { Namespace: ':', Metrics: [{ Name: 'Sales' }] },
  { Namespace: 'Shop', Dimensions: 'service', Metrics: [{ Name: 'Sales' }] },
].map((directive) => JSON.stringify({ _aws: { Timestamp: 0, CloudWatchMetrics: [directive] }, Sales: 1 }));

test('lines in the embedded metric format become metrics', async () => {
  const { inside, read, stat, at } = metricsWorld();
  const line = (members: object) =>
    JSON.stringify({
      _aws: {
        Timestamp: Number(at(0)),
        CloudWatchMetrics: [
          { Namespace: 'Shop', Dimensions: [[], ['service']], Metrics: [{ Name: 'Sales', Unit: 'Count' }] },
        ],
      },
      service: 'till',
      ...members,
    });
  for (const text of [
    line({ Sales: 2 }),
    line({ Sales: [3, 4] }),
    line({}),
    'plain text',
    '{"_aws": {}}',
    '{"_aws',
    ...malformed,
  ])
    inside.ingestLog(text, Number(at(0)));

  const query = stat('m', 'Sales');
  const Dimensions = [{ Name: 'service', Value: 'till' }];
  const { MetricDataResults } = await read({
    MetricDataQueries: [
      { ...query, ReturnData: true },
      {
        Id: 'till',
        MetricStat: {
          ...query.MetricStat,
          Stat: 'SampleCount',
          Metric: { ...query.MetricStat.Metric, Dimensions },
        },
      },
    ],
  });

  expect(MetricDataResults?.map(({ Values }) => Values)).toEqual([[9], [3]]);
});

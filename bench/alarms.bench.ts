/** Ten thousand alarms over a virtual day: with data every minute, which all have to be evaluated, and with none. */
import { createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { type CloudWatch, cloudWatch } from '#local/cloudwatch/index';
import type { Figure } from './figure.ts';

const alarms = 10_000;
const minuteMs = 60_000;
const dayMinutes = 1440;

export default async function alarmFigures(): Promise<Figure[]> {
  const idle = await dayOfAlarms(0);
  const tenth = await dayOfAlarms(alarms / 10);
  const all = await dayOfAlarms(alarms);
  const evaluations = Math.round((alarms * dayMinutes) / all.seconds);
  const [idleS, tenthS, allS] = [idle, tenth, all].map(({ seconds }) => `${seconds.toFixed(1)} s`);
  const what = '10,000 alarms, 2 of 3, for a virtual day';
  return [
    { what: `${what}: no data`, figure: `${idleS}` },
    { what: `${what}: a tenth with data every minute`, figure: `${tenthS}` },
    {
      what: `${what}: all with data every minute`,
      figure: `${allS}, ${evaluations.toLocaleString('en')} evaluations per second, ${all.changes.toLocaleString('en')} changes of state`,
      bar: 'a day in less than five minutes',
      ok: all.seconds < 300,
    },
  ];
}

async function dayOfAlarms(withData: number): Promise<{ seconds: number; changes: number }> {
  const clock = new VirtualClock();
  let inside: CloudWatch | undefined;
  let changes = 0;
  const aws = createAws(
    (world) => {
      inside = cloudWatch(world, {
        emit: (event) => (changes += event['detail-type'].includes('State') ? 1 : 0),
      });
      return [inside.service];
    },
    { clock },
  );
  for (let index = 0; index < alarms; index += 1)
    await aws.dispatcher.call({ service: 'CloudWatch', operation: 'PutMetricAlarm', input: alarmOn(index) });
  const startAt = clock.now();
  const everyMinute = (minute: number) => {
    const at = startAt + minute * minuteMs;
    // a breach of a few minutes in every hour, at other minutes for other metrics
    for (let index = 0; index < withData; index += 1)
      inside?.putVended('Bench', `metric-${index}`, {}, (minute + index) % 60 < 4 ? 99 : 1, at);
    if (minute + 1 < dayMinutes) clock.at(at + minuteMs, 'data arrives', () => everyMinute(minute + 1));
  };
  clock.at(startAt, 'data arrives', () => everyMinute(0));
  const began = performance.now();
  await clock.run(startAt + dayMinutes * minuteMs);
  return { seconds: (performance.now() - began) / 1000, changes };
}

const alarmOn = (index: number) => ({
  AlarmName: `alarm-${index}`,
  Namespace: 'Bench',
  MetricName: `metric-${index}`,
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
});

/** The tables and examples of AWS's user guide, and what AWS answered, run through the wire. */
import {
  DescribeAlarmHistoryCommand,
  PutCompositeAlarmCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { readRecorded, recorded } from '#test/support/shared';
import { minuteMs, watchedWorld } from './support/watched.ts';

type Case = {
  readonly name: string;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly datapoints: readonly string[];
  readonly treatMissingData: string;
  readonly priorState: StateValue;
  readonly expected: StateValue;
};
type Figure = Omit<Case, 'datapoints'> & {
  readonly series: readonly string[];
  readonly expectedStateAfter: Readonly<Record<string, StateValue>>;
  readonly notBefore: Readonly<Record<StateValue, number>>;
};
type Timeline = {
  readonly name: string;
  readonly waitPeriod: number;
  readonly extensionPeriod: number;
  readonly timeline: readonly (readonly [
    minute: number,
    who: 'suppressor' | 'composite',
    state: StateValue,
  ])[];
  readonly expectedActions: readonly (readonly [minute: number, state: StateValue])[];
};
type Step = {
  readonly set: readonly [alarm: string, state: StateValue];
  readonly composite: StateValue;
  readonly triggeringAlarms: readonly (readonly [alarm: string, state: StateValue])[];
  readonly noNewStateChange?: boolean;
};
type Recorded = {
  readonly cases: readonly (Case | Figure)[];
  readonly recordedReasons: readonly Reason[];
  readonly suppression: readonly Timeline[];
  readonly composite: readonly {
    readonly name: string;
    readonly rule: string;
    readonly steps: readonly Step[];
  }[];
};

type Reason = { readonly state: StateValue; readonly when: string; readonly reason: string };

const file = recorded('alarm-evaluation.json');
const data = file ? (readRecorded('alarm-evaluation.json') as Recorded) : undefined;
const values: Readonly<Record<string, number>> = { '0': 0, X: 99 };

describe.runIf(data)('alarms decide as AWS says they do', () => {
  const all = data?.cases ?? [];
  test.each(all.filter((each) => 'datapoints' in each))('$name', async (one) => {
    const { alarm, put, set, pass, shown, clock } = watchedWorld();
    await alarm(inputOf(one));
    for (const [index, point] of one.datapoints.entries()) {
      const at = clock.now() - (one.datapoints.length - 1 - index) * minuteMs;
      if (point !== '-') await put(values[point] as number, { at });
    }
    await set('errors', one.priorState);

    await pass(1);

    expect((await shown('errors')).StateValue).toBe(one.expected);
  });

  test.each(all.filter((each) => 'series' in each))('$name', async (one) => {
    const { alarm, put, pass, shown } = watchedWorld();
    await alarm(inputOf(one));
    const states: (StateValue | undefined)[] = [];
    for (const point of one.series) {
      if (point !== '-') await put(values[point] as number);
      await pass(1);
      states.push((await shown('errors')).StateValue);
    }

    for (const [period, state] of Object.entries(one.expectedStateAfter))
      expect(states[Number(period) - 1], `after period ${period}`).toBe(state);
    for (const [state, period] of Object.entries(one.notBefore))
      expect(states.slice(0, period - 1)).not.toContain(state);
  });

  test.each(data?.suppression ?? [])('$name', async (one) => {
    const { alarm, set, pass, client, clock } = watchedWorld();
    for (const AlarmName of ['child', 'suppressor'])
      await alarm({ AlarmName, MetricName: `none-${AlarmName}`, TreatMissingData: 'ignore' });
    await set('child', 'OK');
    await set('suppressor', 'OK');
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'composite',
        AlarmRule: 'ALARM(child)',
        ActionsSuppressor: 'suppressor',
        ActionsSuppressorWaitPeriod: one.waitPeriod * 60,
        ActionsSuppressorExtensionPeriod: one.extensionPeriod * 60,
        AlarmActions: ['arn:aws:sns:eu-central-1:111122223333:topic'],
        OKActions: ['arn:aws:sns:eu-central-1:111122223333:topic'],
      }),
    );
    await pass(10);
    const start = clock.now();
    for (const [minute, who, state] of one.timeline) {
      await clock.run(start + minute * minuteMs);
      await set(who === 'composite' ? 'child' : who, state);
    }
    await pass(20);

    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'composite',
        AlarmTypes: ['CompositeAlarm'],
        HistoryItemType: 'Action',
        StartDate: new Date(start),
        ScanBy: 'TimestampAscending',
      }),
    );
    const actions = AlarmHistoryItems.map(({ Timestamp, HistoryData }) => [
      (Number(Timestamp) - start) / minuteMs,
      JSON.parse(HistoryData ?? '').actionState,
    ]);
    expect(actions).toEqual(one.expectedActions);
  });

  test.each(data?.composite ?? [])('$name', async ({ rule, steps }) => {
    const { alarm, set, pass, shown, client, events } = watchedWorld();
    const children = [...new Set(steps.map(({ set: [name] }) => name))];
    for (const AlarmName of children)
      await alarm({ AlarmName, MetricName: `none-${AlarmName}`, TreatMissingData: 'ignore' });
    for (const name of children) await set(name, 'OK');
    await client.send(new PutCompositeAlarmCommand({ AlarmName: 'composite', AlarmRule: rule }));
    await pass(1);

    for (const step of steps) {
      const before = events.filter(({ detail }) => detail.alarmName === 'composite').length;
      await set(...step.set);
      const after = events.filter(({ detail }) => detail.alarmName === 'composite').length;

      const { StateValue, StateReasonData } = await shown('composite');
      const { triggeringAlarms } = JSON.parse(StateReasonData ?? '');
      expect(StateValue).toBe(step.composite);
      expect(
        triggeringAlarms.map(({ arn, state }: { arn: string; state: { value: string } }) => [
          arn.split(':').at(-1),
          state.value,
        ]),
      ).toEqual(step.triggeringAlarms);
      expect(after - before).toBe(step.noNewStateChange ? 0 : 1);
    }
  });
});

/** What brings about each of the recorded reasons. */
const causes: Readonly<Record<string, (world: ReturnType<typeof watchedWorld>) => Promise<void>>> = {
  'just created': ({ alarm }) => alarm(),
  '2 periods missing, treatMissingData=breaching': async ({ alarm, pass }) => {
    await alarm({ EvaluationPeriods: 2, TreatMissingData: 'breaching' });
    await pass(1);
  },
  '1 datapoint 21.5 > 21.0': async ({ alarm, put, pass }) => {
    await alarm({ Threshold: 21 });
    await put(21.5);
    await pass(1);
  },
};

describe.runIf(data)('the reason of a state is worded as AWS words it', () => {
  test.each((data?.recordedReasons ?? []).filter(({ when }) => when in causes))('$when', async (one) => {
    const world = watchedWorld();
    await causes[one.when]?.(world);

    const { StateValue, StateReason = '' } = await world.shown('errors');
    const dateless = StateReason.replace(/\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d/, 'MM/DD/YY HH:MM:SS');
    expect([StateValue, dateless]).toEqual([one.state, one.reason]);
  });
});

const inputOf = (one: Pick<Case, 'datapointsToAlarm' | 'evaluationPeriods' | 'treatMissingData'>) => ({
  EvaluationPeriods: one.evaluationPeriods,
  DatapointsToAlarm: one.datapointsToAlarm,
  TreatMissingData: one.treatMissingData,
});

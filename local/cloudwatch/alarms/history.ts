/** What happened to the alarms: DescribeAlarmHistory. The newest of each alarm are kept. */
import type { AlarmHistoryItem, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from './alarm.ts';

/** AWS keeps items for 30 days; a world that lives long must not grow without end. */
const mostItems = 500;

type HistoryItem = AlarmHistoryItem & { readonly AlarmName: string; readonly Timestamp: Date };

export class AlarmHistory {
  readonly #byAlarm = new Map<string, HistoryItem[]>();

  add({ name, kind }: Alarm, at: number, type: HistoryItemType, summary: string, data: object = {}): void {
    const items = this.#byAlarm.get(name) ?? [];
    this.#byAlarm.set(name, items);
    items.push({
      AlarmName: name,
      AlarmType: kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      Timestamp: new Date(at),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: JSON.stringify({ version: '1.0', ...data }),
    });
    if (items.length > mostItems) items.shift();
  }

  /** In the order in which it happened. */
  of(name: string | undefined): HistoryItem[] {
    if (name !== undefined) return [...(this.#byAlarm.get(name) ?? [])];
    return [...this.#byAlarm.values()]
      .flat()
      .sort((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  }
}

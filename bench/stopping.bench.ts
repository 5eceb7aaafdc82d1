/** From an alarm to its stop, and what the watch costs that finds what got lost. */
import { alarmStorm, callsBeforeStop } from './alarm-storm.ts';
import type { Figure } from './figure.ts';
import { handlerFigures } from './handler-figures.ts';
import { watchFigures } from './watch-figures.ts';

const foreign = 5_000;
const bars = { calls: 2, stormMs: 30_000 };

export default async function stoppingFigures(): Promise<Figure[]> {
  const before = await callsBeforeStop();
  const stormMs = await alarmStorm(foreign);
  return [
    {
      what: 'AWS calls of the alarm function before StopExperimentRun',
      figure: before.join(', '),
      bar: `at most ${bars.calls}`,
      ok: before.length <= bars.calls,
    },
    {
      what: `${foreign.toLocaleString('en')} foreign alarms in a minute, ours last: its stop is sent after`,
      figure: `${(stormMs / 1000).toFixed(2)} s`,
      bar: `at most ${bars.stormMs / 1000} virtual seconds`,
      ok: stormMs <= bars.stormMs,
    },
    ...(await handlerFigures()),
    ...(await watchFigures([1, 100, 10_000])),
  ];
}

/**
 * Evaluates metric alarms on the clock: every minute, those with a period below a minute every 10 seconds.
 * An alarm with no data in its evaluation range cannot change until data comes, so it sleeps; that also lets virtual
 * time end. All that are awake share one timer.
 */
import type { Clock, Timer } from '../../clock.ts';
import type { Alarm, MetricAlarm } from './alarm.ts';
import type { AlarmBoard } from './board.ts';
import { comparing, evaluate, evaluationRange } from './evaluation.ts';
import { reasonDataOf, reasonOf } from './reason.ts';

const minuteMs = 60_000;
const highResolutionMs = 10_000;

export function evaluateMetricAlarms(board: AlarmBoard, clock: Clock): void {
  const rounds = {
    standard: new Rounds(board, clock, minuteMs),
    high: new Rounds(board, clock, highResolutionMs),
  };
  const roundsOf = ({ watch }: MetricAlarm) => (watch.period < 60 ? rounds.high : rounds.standard);
  const wakers = new Map<MetricAlarm, () => void>();
  const forMetricAlarms = (work: (alarm: MetricAlarm) => void) => (alarm: Alarm) => {
    if (alarm.kind === 'metric') work(alarm);
  };
  board.listen({
    placed: forMetricAlarms((alarm) => {
      const wake = () => roundsOf(alarm).wake(alarm);
      wakers.set(alarm, wake);
      for (const metric of alarm.watch.metrics) metric.watchers.add(wake);
      wake();
    }),
    removed: forMetricAlarms((alarm) => {
      const wake = wakers.get(alarm);
      for (const metric of alarm.watch.metrics) if (wake) metric.watchers.delete(wake);
      wakers.delete(alarm);
      roundsOf(alarm).forget(alarm);
    }),
    set: forMetricAlarms((alarm) => roundsOf(alarm).wake(alarm)),
  });
}

class Rounds {
  readonly #board: AlarmBoard;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #awake = new Set<MetricAlarm>();
  #timer: Timer | undefined;

  constructor(board: AlarmBoard, clock: Clock, everyMs: number) {
    this.#board = board;
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  wake(alarm: MetricAlarm): void {
    this.#awake.add(alarm);
    this.#arm();
  }

  forget(alarm: MetricAlarm): void {
    this.#awake.delete(alarm);
    if (this.#awake.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#timer) return;
    const next = (Math.floor(this.#clock.now() / this.#everyMs) + 1) * this.#everyMs;
    this.#timer = this.#clock.at(next, 'alarms are evaluated', () => this.#round(next));
  }

  #round(at: number): void {
    this.#timer = undefined;
    for (const alarm of [...this.#awake])
      if (!evaluateOnce(this.#board, alarm, at)) this.#awake.delete(alarm);
    if (this.#awake.size > 0) this.#arm();
  }
}

/** @returns whether the alarm may come to another state without new data. */
function evaluateOnce(board: AlarmBoard, alarm: MetricAlarm, at: number): boolean {
  const { watch, criteria, threshold, comparison } = alarm;
  const count = evaluationRange(criteria.evaluationPeriods);
  const end = at / 1000;
  const start = end - count * watch.period;
  const values = watch.values(end, count);
  const { test } = comparing(comparison);
  const breaches = values.map((value) => (value === undefined ? undefined : test(value, threshold)));
  const to = evaluate(breaches, criteria, alarm.state.value);
  if (to !== alarm.state.value) {
    const reading = { values, start, at };
    board.enter(alarm, {
      value: to,
      reason: reasonOf(alarm, reading, to),
      reasonData: reasonDataOf(alarm, reading),
    });
  }
  return watch.metrics.some(({ last }) => last !== undefined && last >= start);
}

/**
 * What a ramp relies on, of a plan as it is stored: whoever asks past `ramp plan` is held to it too. Who runs into a window
 * that never opens, or into the limit of the plan, waits or is stopped; that harms nobody, and is shown where plans are checked.
 */
import { isTimeZone, localToInstant } from '../time.ts';
import type { Plan } from './plan.ts';

type Rule = (plan: Plan) => string | undefined;

/** @returns the first thing that is wrong */
export const unsound = (plan: Plan): string | undefined =>
  rules.map((rule) => rule(plan)).find((why) => why !== undefined);

const isNamed: Rule = ({ name }) =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(name)
    ? undefined
    : `${JSON.stringify(name)} is no name: at most 60 letters, digits, - and _`;

const hasSteps: Rule = ({ steps }) => (steps.length > 0 ? undefined : 'the plan has no step');

const arePercents: Rule = ({ steps }) => {
  const wrong = steps.find(({ exposurePercent: each }) => !(each >= 0 && each <= 100));
  return wrong && `an exposure is from 0 to 100 %, not ${wrong.exposurePercent} %`;
};

/** AppConfig keeps exposures as 32-bit floats. */
const exposureRises: Rule = ({ steps }) => {
  const at = steps.findIndex(({ exposurePercent }, index) => {
    const before = steps[index - 1];
    return before !== undefined && Math.fround(exposurePercent) <= Math.fround(before.exposurePercent);
  });
  if (at < 0) return undefined;
  const [before, step] = [steps[at - 1], steps[at]].map((each) => each?.exposurePercent);
  return `exposure must rise with every step: step ${at} has ${before} %, step ${at + 1} has ${step} %`;
};

const takesTime: Rule = ({ steps, maxDurationMs }) => {
  const isTime = (ms: number) => Number.isSafeInteger(ms) && ms >= 0;
  return steps.every(({ holdMs }) => isTime(holdMs)) && isTime(maxDurationMs) && maxDurationMs > 0
    ? undefined
    : 'holds and maxDuration are whole milliseconds, and the plan has to last';
};

const isSomewhere: Rule = ({ timezone, start }) => {
  if (!isTimeZone(timezone)) return `there is no time zone ${JSON.stringify(timezone)}`;
  return start === 'now' || localToInstant(start, 'UTC') !== undefined
    ? undefined
    : `a start is "now" or a local time such as 2026-12-01T09:00, not ${JSON.stringify(start)}`;
};

const freezesEnd: Rule = ({ freezes }) => {
  const wrong = freezes.find(({ from, to }) =>
    [from, to].some((each) => localToInstant(each, 'UTC') === undefined),
  );
  return wrong && `a freeze is from one local date or time to another: ${wrong.from} - ${wrong.to}`;
};

const gatesDecide: Rule = ({ steps, metrics }) => {
  for (const gate of steps.flatMap(({ gates }) => gates)) {
    if (gate.kind !== 'metric') continue;
    if (!Object.hasOwn(metrics, gate.metric)) return `no metric named "${gate.metric}"`;
    if (gate.below === undefined && gate.above === undefined)
      return `the gate of ${gate.metric} needs "below" or "above"`;
  }
  return undefined;
};

const rules: readonly Rule[] = [
  isNamed,
  hasSteps,
  arePercents,
  exposureRises,
  takesTime,
  isSomewhere,
  freezesEnd,
  gatesDecide,
];

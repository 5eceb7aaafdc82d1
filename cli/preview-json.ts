/** The preview of a plan, for programs. Instants and durations are ISO 8601; the plan itself is as the ledger keeps it. */
import type { Diagnostic } from '#core/plan/diagnostic';
import type { Preview } from '#core/preview';
import { toIsoDuration, toIsoInstant } from '#core/time';

export function previewJson(diagnostics: readonly Diagnostic[], preview?: Preview): string {
  const found = diagnostics.map(({ code, severity, message, help, path, line, column }) => {
    return { code, severity, message, help, path, line, col: column };
  });
  const result = {
    schemaVersion: 1,
    valid: preview !== undefined,
    diagnostics: found,
    ...(preview && { plan: preview.plan, schedule: scheduleOf(preview), reaction: reactionOf(preview) }),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function reactionOf({ reaction }: Preview): object | undefined {
  if (!reaction) return undefined;
  const { alarmMs, evaluationMs, patienceMs, rampartMs, pollMs, totalMs } = reaction;
  return {
    alarm: alarmMs === undefined ? 'per alarm' : toIsoDuration(alarmMs),
    evaluation: toIsoDuration(evaluationMs),
    inAlarm: toIsoDuration(patienceMs),
    rampart: toIsoDuration(rampartMs),
    agentsPoll: toIsoDuration(pollMs),
    total: totalMs === undefined ? undefined : toIsoDuration(totalMs),
  };
}

function scheduleOf({ startAt, holdsMs, schedule, steps }: Preview): object {
  const { completeAt, endsAt, limitAt } = schedule;
  return {
    startAt: toIsoInstant(startAt),
    holds: toIsoDuration(holdsMs),
    steps: steps.map(({ index, name, exposurePercent, holdMs, raiseAt, delays, approvers, sees }) => ({
      step: index + 1,
      name,
      exposurePercent,
      hold: toIsoDuration(holdMs),
      raiseAt: raiseAt === undefined ? undefined : toIsoInstant(raiseAt),
      delays: delays.map(({ kind, reason, fromAt, untilAt }) => {
        return { kind, reason, from: toIsoInstant(fromAt), until: toIsoInstant(untilAt) };
      }),
      approvers,
      sees,
    })),
    completeAt: completeAt === undefined ? undefined : toIsoInstant(completeAt),
    endsAt: toIsoInstant(endsAt),
    limitAt: toIsoInstant(limitAt),
  };
}

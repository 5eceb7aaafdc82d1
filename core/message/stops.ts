/** Alarms, stops and ends: what somebody may read at three in the morning. */
import { context, header, links, type Payload, section } from './blocks.ts';
import { nameOf, type Of, placeOf } from './progress.ts';
import { lasting, percent, safe, sentence, who } from './text.ts';

export function breached(notice: Of<'Guard Breached'>): Payload {
  const { guard, action } = notice.data;
  const name = nameOf(notice);
  const because = sentence(guard.because);
  const then = {
    stop: 'the run is being stopped',
    pause: 'the ramp pauses',
    notify: 'nothing is done about it',
  }[action];
  return {
    text: `${name} at ${percent(notice.exposure)}: ${because}; ${then}.`,
    blocks: [
      section(`:rotating_light: *${name}* at *${percent(notice.exposure)}*: ${because}`),
      ...context(then),
      ...alarmLink(guard.arn),
    ],
  };
}

export function stopRequested(notice: Of<'Stop Requested'>): Payload {
  const name = nameOf(notice);
  const why = sentence(notice.data.reason.text);
  return {
    text: `${name} is being stopped at ${percent(notice.exposure)}: ${why}.`,
    blocks: [section(`:octagonal_sign: *${name}* is being stopped at *${percent(notice.exposure)}*: ${why}`)],
  };
}

export function stopDelayed(notice: Of<'Stop Delayed'>, mention: string): Payload {
  const { error, attempt, blockingDeployment } = notice.data;
  const name = nameOf(notice);
  const what = `the run is not stopped yet, and ${percent(notice.exposure)} are still exposed`;
  const why = safe(blockingDeployment ?? error);
  return {
    text: `${mention}STOP DELAYED: ${name}, ${what}: ${why}. Rampart goes on trying.`,
    blocks: [
      header(`🚨 The stop of ${name} is delayed`),
      section(`${mention}*${name}*: ${what}.`, `AppConfig: ${safe(error)}`),
      ...context(
        blockingDeployment && safe(blockingDeployment),
        `tried ${attempt} times`,
        'rampart goes on trying',
      ),
    ],
  };
}

/** @param mention of whoever is to be called for a stop that nobody had planned */
export function stopped(notice: Of<'Ramp Stopped'>, mention: string): Payload {
  return notice.data.reason.kind === 'end' ? complete(notice) : broken(notice, mention);
}

function complete(notice: Of<'Ramp Stopped'>): Payload {
  const { exposureWas, ranFor, reason, usersEffect } = notice.data;
  const name = nameOf(notice);
  const why = sentence(reason.text);
  const effect = safe(usersEffect);
  return {
    text: `${name} is complete: ${percent(exposureWas)} held, the run is stopped as planned (${why}). Now ${effect}.`,
    blocks: [
      section(
        `:checkered_flag: *${name}* is complete at *${percent(exposureWas)}*: ${why}`,
        capital(safe(usersEffect)),
      ),
      ...context(placeOf(notice), `ran for ${lasting(ranFor)}`),
    ],
  };
}

function broken(notice: Of<'Ramp Stopped'>, mention: string): Payload {
  const { exposureWas, ranFor, reason, usersEffect, stopLatencyMs, triggeredBy } = notice.data;
  const name = nameOf(notice);
  const why = sentence(reason.text);
  const effect = capital(safe(usersEffect));
  const itself = triggeredBy === 'CLOUDWATCH_ALARM' ? 'stopped itself' : 'was stopped';
  const after =
    stopLatencyMs === undefined ? '' : `\nRun stopped ${Math.round(stopLatencyMs / 1000)} s after the alarm.`;
  return {
    text: `${mention}STOPPED: ${name} at ${percent(exposureWas)}, ${why}. ${effect}.`,
    blocks: [
      header(`🛑 ${name} ${itself} at ${percent(exposureWas)}`),
      section(`${mention}${capital(why)}.${after}`, `*${effect}*.`),
      ...context(placeOf(notice), `ran for ${lasting(ranFor)}`, `by ${who(notice.by)}`, trail(name)),
      ...alarmLink(reason.alarmArn),
    ],
  };
}

export function finished(notice: Of<'Ramp Finished'>): Payload {
  const { outcome, summary, duration, raises, billedHours } = notice.data;
  const name = nameOf(notice);
  const is = {
    stopped: 'has ended, everybody is back on the deployed flag',
    held: `has ended and keeps ${percent(notice.exposure)}`,
    failed: 'has failed',
    refused: 'was not started',
  }[outcome];
  const emoji = outcome === 'stopped' || outcome === 'held' ? ':checkered_flag:' : ':x:';
  return {
    text: `${name} ${is}: ${sentence(summary)}.`,
    blocks: [
      section(`${emoji} *${name}* ${is}`, sentence(summary)),
      ...context(
        placeOf(notice),
        duration && `${lasting(duration)}, ${raises} raises`,
        billedHours === undefined ? undefined : `${billedHours} hours billed`,
        trail(name),
      ),
    ],
  };
}

export function degraded(notice: Of<'Rampart Degraded'>): Payload {
  const { component, error, effect } = notice.data;
  const name = nameOf(notice);
  const what = `${safe(component, 120)}: ${sentence(error)}`;
  return {
    text: `${name} at ${percent(notice.exposure)}, rampart is degraded: ${what}. Effect: ${safe(effect)}.`,
    blocks: [
      section(`:warning: *${name}* at *${percent(notice.exposure)}*, rampart is degraded`, what),
      ...context(safe(effect), `stage ${safe(notice.stage, 40)}`),
    ],
  };
}

const trail = (name: string): string => `\`ramp events ${name}\` shows the trail`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** CloudWatch's page of the alarm; in partitions with a console of their own there is no button. */
function alarmLink(arn: string | undefined) {
  const parts = /^arn:aws:cloudwatch:([a-z0-9-]+):\d{12}:alarm:(.+)$/s.exec(arn ?? '');
  if (!parts?.[1] || !parts[2]) return [];
  const url = `https://console.aws.amazon.com/cloudwatch/home?region=${parts[1]}#alarmsV2:alarm/${encodeURIComponent(parts[2].toWellFormed())}`;
  return links({ text: 'Alarm', url, id: 'open_alarm' });
}

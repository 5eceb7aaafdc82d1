/** `ramp digest`: where the ramps stand, as the digest in Slack tells it. */
import { Command } from 'commander';
import { type Delivered, toldFact } from '#core/delivered';
import { digestOf } from '#core/digest';
import { dayMs, isTimeZone } from '#core/time';
import { standingsOf } from '#core/told';
import { type CommandFactory, type ExitCode, exit, sayError } from '../command.ts';
import type { Context } from '../context.ts';
import { renderDigest } from '../digest.ts';
import { readFileFor } from '../files.ts';

type Options = {
  readonly events: string;
  readonly tz: string;
  readonly at?: string;
  readonly output: string;
};

export const digest: CommandFactory = (context) => ({
  command: new Command('digest')
    .summary('print where the ramps stand')
    .description(
      'Prints what the digest tells: which ramps need you, which move, what ended in the last day, and what is billed.\nReads the events of ramps from a file of JSON Lines, as ramp simulate --events writes it.',
    )
    .requiredOption('--events <file>', 'the events, one on each line')
    .option('--at <time>', 'as of then, an ISO 8601 instant; by itself the time of the last event')
    .option('--tz <zone>', 'whose time is shown', 'UTC')
    .option('-o, --output <format>', 'text, or json: the data of a Ramp Digest event', 'text'),
  run: (options: Options) => run(context, options),
});

function run(context: Context, { events: file, tz, at, output }: Options): ExitCode {
  if (!isTimeZone(tz)) return misused(context, `there is no time zone ${tz}`);
  if (output !== 'text' && output !== 'json') return misused(context, `${output} is neither text nor json`);
  if (at !== undefined && Number.isNaN(Date.parse(at))) return misused(context, `${at} is no instant`);
  const bytes = readFileFor(context, file);
  if (typeof bytes === 'number') return bytes;
  const all = eventsOf(new TextDecoder().decode(bytes));
  if (typeof all === 'number') return misused(context, `line ${all} of ${file} is not an event`);
  const until = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at);
  const told = all.filter((event) => Date.parse(event.time) <= until);
  const now = at === undefined ? Math.max(0, ...told.map(({ time }) => Date.parse(time))) : until;
  const seen = { now, timezone: tz };
  const facts = told.flatMap((event) => {
    const fact = toldFact(event);
    return fact ? [{ at: Date.parse(event.time), fact }] : [];
  });
  const data = digestOf(audienceOf(told), { at: now, since: now - dayMs }, standingsOf(facts, seen), seen);
  if (output === 'json') context.out.data(`${JSON.stringify(data)}\n`);
  else context.out.text(renderDigest(data, context.out.paint));
  return exit.done;
}

function misused(context: Context, what: string): ExitCode {
  sayError(context, what, 'Events: ramp simulate PLAN --events FILE');
  return exit.usage;
}

/** Or the number of the first line that is none. */
function eventsOf(text: string): readonly Delivered[] | number {
  const events: Delivered[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const event = JSON.parse(line) as Delivered;
      if (event.source !== 'rampart' || !event.detail?.metadata || Number.isNaN(Date.parse(event.time)))
        return index + 1;
      events.push(event);
    } catch {
      return index + 1;
    }
  }
  return events;
}

const audienceOf = (events: readonly Delivered[]) => {
  const owners = new Set(
    events.flatMap(({ detail }) => (detail.data.ramp as { owner?: string })?.owner ?? []),
  );
  return { owner: [...owners].join(', ') || 'nobody' };
};

/** The embedded AWS as users start it, a process of its own on each of its clocks. */
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overHttp } from '#test/support/http';
import { type RampProcess, rampLocal } from '#test/support/ramp';

const hour = 3_600_000;
const twoDays = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Sleep',
  States: { Sleep: { Type: 'Wait', Seconds: 172_800, Next: 'Done' }, Done: { Type: 'Succeed' } },
});
const roleArn = 'arn:aws:iam::111122223333:role/sleeper';

type Told = {
  readonly status: number;
  readonly now: string;
  readonly next: string;
  readonly message: string;
};
type Fell = { readonly fellDue: readonly { readonly at: string; readonly what: string }[] };

function onClock(kind: string) {
  let ramp: RampProcess;
  let states: SFNClient;
  beforeAll(async () => {
    ramp = await rampLocal('--clock', kind);
    states = new SFNClient(overHttp(ramp));
  });
  afterAll(async () => {
    const { code, err } = await ramp.end('SIGTERM');
    expect([code, err]).toEqual([0, expect.not.stringContaining('defect')]);
  });
  return {
    url: (path: string) => ramp.endpoint + path,
    events: () => new EventBridgeClient(overHttp(ramp)),
    clock: async (body?: string, method = body === undefined ? 'GET' : 'POST'): Promise<Told & Fell> => {
      const answer = await fetch(`${ramp.endpoint}/_local/clock`, { method, ...(body && { body }) });
      return { status: answer.status, ...((await answer.json()) as object) } as Told & Fell;
    },
    sleeper: async (name: string) => {
      const { stateMachineArn } = await states.send(
        new CreateStateMachineCommand({ name, definition: twoDays, roleArn }),
      );
      const { executionArn, startDate } = await states.send(new StartExecutionCommand({ stateMachineArn }));
      const started = startDate?.getTime() ?? 0;
      const look = () => states.send(new DescribeExecutionCommand({ executionArn }));
      return { started, look };
    },
  };
}

describe('a virtual clock', () => {
  const { clock, sleeper, url } = onClock('virtual');
  const isoOf = (at: number) => new Date(at).toISOString();

  test('stands still until it is moved, and says what fell due', async () => {
    const { started, look } = await sleeper('still');

    const shown = await clock();
    const short = await clock('{"advance": "P1DT23H59M59.999S"}');
    const waiting = await look();
    const over = await clock('{"advance": "PT0.001S"}');
    const after = await look();

    expect(shown).toMatchObject({ status: 200, clock: 'virtual', now: isoOf(started) });
    expect(short).toMatchObject({ status: 200, now: isoOf(started + 48 * hour - 1), fellDue: [] });
    expect(waiting.status).toBe('RUNNING');
    expect(over.fellDue).toEqual([{ at: isoOf(started + 48 * hour), what: expect.stringMatching(/\w/) }]);
    expect(after).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date(started + 48 * hour) });
  });

  test('shows when something falls due next', async () => {
    const { started } = await sleeper('next');

    expect((await clock()).next).toBe(isoOf(started + 48 * hour));
  });

  test('two advances at once move time one after the other', async () => {
    const before = Date.parse((await clock()).now);

    const both = await Promise.all([clock('{"advance":"PT2H"}'), clock('{"advance":"PT2H"}')]);

    expect(both.map(({ now }) => now).toSorted()).toEqual([
      isoOf(before + 2 * hour),
      isoOf(before + 4 * hour),
    ]);
  });

  test.each([
    [' ', 400, /this is no advance/],
    ['{"advance": 5}', 400, /ISO 8601/],
    ['{"advance": "1h"}', 400, /ISO 8601/],
    ['{"advance": "P1M"}', 400, /days, hours/],
    ['{"advance": "-PT1H"}', 400, /backwards/],
  ])('an advance of %s is refused', async (body, status, message) => {
    expect(await clock(body)).toEqual({ status, message: expect.stringMatching(message) });
  });

  test('has one address and two methods', async () => {
    expect((await fetch(url('/_local/cluck'))).status).toBe(404);
    expect(await clock('{}', 'PUT')).toMatchObject({ status: 405 });
  });
});

describe('a fast clock', () => {
  const { clock, events, sleeper } = onClock('fast');

  test('runs to what is due next by itself, and to no later', async () => {
    const { started, look } = await sleeper('fast');

    await expect.poll(async () => (await look()).status, { interval: 5, timeout: 20_000 }).toBe('SUCCEEDED');

    expect((await look()).stopDate).toEqual(new Date(started + 48 * hour));
    expect(Date.parse((await clock()).now)).toBe(started + 48 * hour);
    expect(await clock('{"advance": "PT1H"}')).toMatchObject({ status: 409 });
  });

  /** Its process is ended after this: time that always has something due next must not keep it. */
  test('goes on for as long as a schedule has a next time', async () => {
    await events().send(new PutRuleCommand({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }));
    const before = (await clock()).now;

    await expect.poll(async () => (await clock()).now, { interval: 5, timeout: 20_000 }).not.toBe(before);
  });
});

describe('a real clock', () => {
  const { clock, sleeper } = onClock('real');

  test('is the clock of the machine', async () => {
    const { look } = await sleeper('real');

    const { now } = await clock();

    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    expect((await look()).status).toBe('RUNNING');
    expect(await clock('{"advance": "PT1H"}')).toMatchObject({ status: 409, message: /--clock virtual/ });
  });
});

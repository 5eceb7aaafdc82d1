/**
 * The waiting room, in the real machine: news that come at any point between what a decision reads and the wait that follows,
 * wake-ups that are lost or doubled, and news in the very instant in which the wait is over.
 */
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { minuteMs, secondMs } from '#core/time';
import type { Faults } from '#local/faults';
import type { Template } from '#local/template/template';
import { packagedTemplate } from '#test/support/packaged';
import {
  expectOneEnd,
  expectToGoOn,
  expectToStandStill,
  type WaitingRoom,
  waitingRoom,
} from '#test/support/waiting-room';

/** Every call takes many seconds: `RAMPART_FAULTS=all npx vitest run test/functions/hold.test.ts`. Else a third of them. */
const share = process.env.RAMPART_FAULTS === 'all' ? 1 : 3;
/** On the way from a decision into the waiting room: four calls, and the write that begins the wait, which is always tried. */
const callsOfDecide = 5;

/** Something happens at the calls of the machine in turn. @param visit tells whether there was such a call @returns at how many */
async function atEveryCall(visit: (call: number) => Promise<boolean>): Promise<number> {
  let calls = 0;
  for (let call = (callsOfDecide - 1) % share; await visit(call); call += share) calls += 1;
  return calls;
}

async function stopAndJudge(here: WaitingRoom): Promise<void> {
  await here.tell('stop');
  await here.world.pass(minuteMs);
  await expectOneEnd(here);
}

/** It is paused when its hold is over; somebody resumes while the machine goes to wait for that. @returns what the machine has seen */
async function resumeAtEveryCall(here: WaitingRoom) {
  let isSeen = true;
  const calls = await atEveryCall(async (call) => {
    const before = await here.exposure();
    await here.tell('pause');
    await here.world.pass(secondMs);
    here.interrupt.at(call, () => here.tell('resume'));
    await here.world.clock.run((await here.read()).dueAt + secondMs);
    const hasHappened = await here.interrupt.hasHappened();
    if (!hasHappened) await here.tell('resume');
    await here.world.pass(secondMs);
    isSeen = (await here.exposure()) === before + 1;
    return hasHappened && isSeen;
  });
  return { calls, isSeen };
}

describe('news at any call between what a decision reads and the wait that follows', () => {
  test('that the ramp goes on', async () => {
    const here = await waitingRoom();

    expect(await resumeAtEveryCall(here)).toEqual({ calls: Math.ceil(callsOfDecide / share), isSeen: true });

    await stopAndJudge(here);
  });

  test('that it pauses, when its hold is over', async () => {
    const here = await waitingRoom();

    const calls = await atEveryCall(async (call) => {
      const before = await here.exposure();
      here.interrupt.at(call, () => here.tell('pause'));
      await here.world.clock.run((await here.read()).dueAt + secondMs);
      if (!(await here.interrupt.hasHappened())) return false;
      await expectToStandStill(here, before);
      await here.tell('resume');
      await here.world.pass(secondMs);
      return true;
    });

    expect(calls).toBeGreaterThan(8 / share);
    await stopAndJudge(here);
  });

  test('that it is stopped, when its hold is over', async () => {
    const calls = await atEveryCall(async (call) => {
      const here = await waitingRoom();
      here.interrupt.at(call, () => here.tell('stop'));
      await here.world.clock.run((await here.read()).dueAt + minuteMs);
      const hasHappened = await here.interrupt.hasHappened();
      if (hasHappened) await expectOneEnd(here);
      here.world.leave();
      return hasHappened;
    });

    expect(calls).toBeGreaterThan(8 / share);
  });

  test('are not seen without the condition of the wait', async () => {
    const template = JSON.stringify(await packagedTemplate());
    const unconditional = template.replace('inbox = :seen AND', 'NOT inbox = :seen OR');
    const here = await waitingRoom({ template: JSON.parse(unconditional) as Template });

    expect(await resumeAtEveryCall(here)).toMatchObject({ isSeen: false });
  });
});

describe('a wake-up', () => {
  const unwoken = (kind: 'failed' | 'lost') => {
    const wakes = { areLost: false };
    const faults: Faults = ({ operation }) =>
      wakes.areLost && operation === 'SendTaskSuccess' ? { kind } : undefined;
    return { wakes, faults };
  };

  test('that never arrives is made good by the watch', async () => {
    const { wakes, faults } = unwoken('failed');
    const here = await waitingRoom({ faults });
    for (const what of ['pause', 'resume'] as const) {
      wakes.areLost = true;
      const told = here.tell(what);
      // The SDK tries three times.
      await here.world.pass(5 * secondMs);
      await told;
      wakes.areLost = false;
      const before = await here.exposure();
      const looks = here.world.look();
      await here.world.pass(secondMs);

      expect(await looks).toMatchObject({ woken: 1 });
      if (what === 'pause') await expectToStandStill(here, before);
      else await expectToGoOn(here);
    }
    await stopAndJudge(here);
  });

  test('whose answers are lost, and that is sent again and again, wakes once', async () => {
    const { wakes, faults } = unwoken('lost');
    const here = await waitingRoom({ faults });
    wakes.areLost = true;

    for (const what of ['pause', 'resume', 'stop'] as const) {
      const told = here.tell(what);
      await here.world.pass(minuteMs);
      await told;
    }

    await expectOneEnd(here);
  });

  test('that is doubled, at once or when the machine waits anew, changes nothing', async () => {
    const here = await waitingRoom();
    const { clients } = here.world;
    const wake = async (taskToken: string | undefined) =>
      clients.states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })).catch(() => undefined);
    const { token: first } = await here.read();
    await Promise.all([here.tell('pause'), wake(first), wake(first)]);
    await here.world.pass(secondMs);
    const { token: second } = await here.read();
    await wake(first);
    await Promise.all([here.tell('resume'), wake(second)]);
    await wake(second);
    await here.world.pass(secondMs);

    await expectToGoOn(here);
    await stopAndJudge(here);
  });
});

describe('news in the instant in which the wait is over', () => {
  test.each([
    ['a millisecond before', -1, false],
    ['just before', 0, true],
    ['just after', 0, false],
    ['a millisecond after', 1, false],
  ])('%s', async (_, afterMs, isFirst) => {
    const here = await waitingRoom();
    const { world } = here;
    const before = await here.exposure();
    const due = (await here.read()).dueAt;
    const paused = new Promise<void>((done) => {
      world.clock.at(due + afterMs, 'somebody pauses', () => void here.tell('pause').then(done));
    });
    // The wait that is begun now is over after what was set before.
    if (isFirst) for (const what of ['pause', 'resume'] as const) await here.tell(what);

    await world.clock.run(due + secondMs);
    await paused;

    await expectToStandStill(here, before);
    await here.tell('resume');
    await world.pass(secondMs);
    await expectToGoOn(here);
    await stopAndJudge(here);
  });
});

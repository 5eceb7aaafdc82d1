/** Somebody who says yes to every question that he may answer: by himself some minutes later, or when he is told to. */
import type { ToldFact } from '#core/delivered';
import { minuteMs } from '#core/time';
import { approver, ask } from './people.ts';
import type { RampWorld } from './world.ts';

export type Question = Extract<ToldFact, { readonly type: 'Approval Requested' }>['data'];
export type StandIn = {
  /** Whether a question waits for him to be told. */
  readonly isAsked: () => boolean;
  readonly hear: (fact: ToldFact) => void;
  readonly answer: () => Promise<void>;
};

export function createStandIn(world: RampWorld, waitsToBeTold: boolean): StandIn {
  const random = world.random.fork('stand-in');
  let question: Question | undefined;
  const say = async (asked: Question) => {
    const who = approver(world, asked.approvers);
    if (who !== undefined) await ask(world, who, { do: 'approve', ramp: asked.ramp.id });
  };
  return {
    isAsked: () => waitsToBeTold && question !== undefined,
    hear: (fact) => {
      if (fact.type.startsWith('Approval') || fact.type === 'Ramp Stopped') question = undefined;
      if (fact.type !== 'Approval Requested' || !approver(world, fact.data.approvers)) return;
      question = fact.data;
      if (waitsToBeTold) return;
      const at = world.clock.now() + (10 + random.integer(50)) * minuteMs;
      world.clock.at(at, 'the stand-in answers', () => void say(fact.data));
    },
    answer: async () => {
      if (!question) return;
      const said = say(question);
      question = undefined;
      await world.clock.run(world.clock.now());
      await said;
    },
  };
}

/**
 * The door for people, behind a function URL with AWS_IAM: the principal is what AWS verified, never what the caller says
 * of himself. First the ledger, then the wake-up, which carries no orders.
 */
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { planHash } from '#adapters/plan-hash';
import { publish } from '#adapters/publish';
import { obey, type Person } from '#core/command';
import { rampIdOf } from '#core/names';
import type { Plan } from '#core/plan/plan';
import { contract, nameClaim, type Ramp } from '#core/ramp';
import { type Asked, parseRequest, type Request, type Response, respond } from '#core/request';
import { startOf } from '#core/schedule';

export const command: Task<Request, Response> = {
  name: 'command',
  parse: parseRequest,
  run: async (request, surroundings) => {
    if (request.is !== 'asked') return respond(request);
    const { asked, by } = request;
    surroundings.log('asked', { do: asked.do, by: by.principal });
    if (asked.do === 'start') return start(surroundings, asked.plan, by);
    return tell(surroundings, asked, by);
  },
};

export const handler = lambda(command);

/** Writes the plan and the ramp, and starts its machine. The same start given again within the second is the same ramp. */
async function start({ services, now }: Surroundings, plan: Plan, by: Person): Promise<Response> {
  const { experiments, ledger, workflow } = services;
  const { application, definition } = plan.experiment;
  const found = await experiments.definition(application, definition);
  if (!found)
    return respond({
      is: 'unknown',
      told: `there is no experiment definition "${definition}" in application ${application}`,
    });
  const id = rampIdOf(plan.name, now);
  const holder = await ledger.claim(nameClaim(plan.name), id);
  if (holder !== id) return respond({ is: 'refused', told: `${plan.name} is running already as ${holder}` });
  const ramp: Ramp = {
    contract,
    id,
    name: plan.name,
    owner: plan.owner,
    planHash: planHash(plan),
    stopSummary: plan.onStop.summary,
    experiment: found.experiment,
    status: 'pending',
    startedBy: by,
    startAt: startOf(plan, now),
    nonce: ledger.nonce(),
    run: undefined,
    exposurePercent: 0,
    reached: [],
    pauses: [],
    guards: [],
    raising: undefined,
    waiting: undefined,
    question: undefined,
    skips: [],
    stopped: undefined,
    stopDelay: undefined,
    outcome: undefined,
    endedAt: undefined,
  };
  await ledger.create(ramp, plan, now);
  await workflow.start(id, 1);
  return respond({ is: 'changed', told: `${plan.name} is being started as ${id}`, ramp: id });
}

/** Somebody else may change the ramp at the same moment: then it is read again, and judged again. */
async function tell(
  surroundings: Surroundings,
  asked: Exclude<Asked, { do: 'start' }>,
  by: Person,
): Promise<Response> {
  const { services, now, log } = surroundings;
  const { ledger, workflow } = services;
  const id = (await ledger.holder(nameClaim(asked.ramp))) ?? asked.ramp;
  for (let tries = 0; tries < 5; tries += 1) {
    const [entry, plan] = await Promise.all([ledger.read(id), ledger.plan(id)]);
    if (!entry || !plan) return respond({ is: 'unknown', told: `there is no ramp "${asked.ramp}"` });
    const reply = obey({ plan, now, ramp: entry.ramp, cause: entry.cause, by }, asked);
    if (reply.is !== 'changed') return respond({ ...reply, ramp: id });
    const { change, cause } = reply;
    const written = await ledger.write(entry, { change, cause, wakes: true }, now);
    if (written.is === 'conflict') continue;
    if (written.entry.token !== undefined) await workflow.wake(written.entry.token);
    await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
    return respond({ ...reply, ramp: id });
  }
  return respond({
    is: 'refused',
    told: `${asked.ramp} is being changed by others at this moment: try again`,
  });
}

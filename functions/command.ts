/**
 * The door for people, behind a function URL with AWS_IAM: the principal is what AWS verified, never what the caller says
 * of himself. First the ledger, then the wake-up, which carries no orders.
 */
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { planHash } from '#adapters/plan-hash';
import { publish } from '#adapters/publish';
import { wake } from '#adapters/wake';
import { obey, type Person } from '#core/command';
import { rampIdOf } from '#core/names';
import type { Plan } from '#core/plan/plan';
import { nameClaim, newRamp } from '#core/ramp';
import { type Asked, parseRequest, type Request, type Response, respond } from '#core/request';

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

/** Writes the plan and the ramp, and starts its machine. What breaks off after the first write, the watch goes on with. */
async function start(surroundings: Surroundings, plan: Plan, by: Person): Promise<Response> {
  const { services, now } = surroundings;
  const { experiments, ledger, workflow } = services;
  const { application, definition } = plan.experiment;
  const found = await experiments.definition(plan.experiment);
  if (!found)
    return respond({
      is: 'unknown',
      told: `there is no experiment definition "${definition}" in application ${application}`,
    });
  const known = await ledger.holder(nameClaim(plan.name));
  const id = rampIdOf(plan.name, now);
  if (known !== undefined && known !== id) return taken(plan, known);
  const hash = planHash(plan);
  const fresh = newRamp({
    id,
    plan,
    planHash: hash,
    experiment: found.experiment,
    content: found.content,
    by,
    now,
    nonce: ledger.nonce(),
  });
  const ramp = await ledger.create(fresh, plan, now);
  if (ramp.planHash !== hash) return taken(plan, id);
  // Not before the ramp is there: a name whose ramp was never written would be lost for good.
  const holder = await ledger.claim(nameClaim(plan.name), id);
  await workflow.start(id, 1);
  if (holder !== id) return taken(plan, holder);
  return respond({ is: 'changed', told: `${plan.name} is being started as ${id}`, ramp: id });
}

const taken = ({ name }: Plan, holder: string): Response =>
  respond({ is: 'refused', told: `${name} is running already as ${holder}` });

/** Somebody else may change the ramp at the same moment: then it is read again, and judged again. */
async function tell(
  surroundings: Surroundings,
  asked: Exclude<Asked, { do: 'start' }>,
  by: Person,
): Promise<Response> {
  const { services, now } = surroundings;
  const { ledger } = services;
  const id = (await ledger.holder(nameClaim(asked.ramp))) ?? asked.ramp;
  for (let tries = 0; tries < 5; tries += 1) {
    const [entry, plan] = await Promise.all([ledger.read(id), ledger.plan(id)]);
    if (!entry || !plan) return respond({ is: 'unknown', told: `there is no ramp "${asked.ramp}"` });
    const reply = obey({ plan, now, ramp: entry.ramp, cause: entry.cause, by }, asked);
    if (reply.is !== 'changed') return respond({ ...reply, ramp: id });
    const { change, cause } = reply;
    const written = await ledger.write(entry, { change, cause, wakes: true }, now);
    if (written.is === 'conflict') continue;
    await wake(surroundings, written.entry);
    await publish(surroundings, written.entry);
    return respond({ ...reply, ramp: id });
  }
  return respond({
    is: 'refused',
    told: `${asked.ramp} is being changed by others at this moment: try again`,
  });
}

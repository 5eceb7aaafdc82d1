/** Which treatment of a run an entity gets, if any. The same entity gets the same one for the life of the run. */
import type { ExperimentDefinitionSnapshot, Treatment } from '@aws-sdk/client-appconfig';
import { positionOf } from '../position.ts';
import { type Circumstances, evaluate } from '../rules/evaluate.ts';
import { parseRule } from '../rules/parse.ts';
import type { Rule } from '../rules/rule.ts';

/** A run as it is delivered. */
export type DeliveredRun = {
  /** Salts the positions: who comes first in one run does not come first in the next. */
  readonly runArn: string;
  readonly snapshot: ExperimentDefinitionSnapshot;
  readonly exposure: number;
  /** Treatment keys by entity id. */
  readonly overrides: Readonly<Record<string, string>> | undefined;
};

export type Entity = { readonly id: string; readonly circumstances: Circumstances };

export type AssignmentSwitches = {
  /** Whether an override holds for an entity that the audience rule leaves out. AWS does not document it. */
  readonly overridesSkipAudience: boolean;
};

/** Without a treatment, an entity gets the deployed flag: never the control. */
export type Assignment =
  | { readonly treatment: Treatment; readonly because: 'overridden' | 'exposed' }
  | { readonly treatment?: never; readonly because: 'outside the audience' | 'not exposed' };

export function assign(run: DeliveredRun, entity: Entity, switches: AssignmentSwitches): Assignment {
  const overridden = overrideOf(run, entity.id);
  if (overridden && switches.overridesSkipAudience) return { treatment: overridden, because: 'overridden' };
  if (!evaluate(ruleOf(run.snapshot), entity.circumstances)) return { because: 'outside the audience' };
  if (overridden) return { treatment: overridden, because: 'overridden' };
  if (!isExposed(run, entity.id)) return { because: 'not exposed' };
  return { treatment: byWeight(run, entity.id), because: 'exposed' };
}

/** The control, then the treatments. */
const treatmentsOf = ({ Control, Treatments = [] }: ExperimentDefinitionSnapshot): readonly Treatment[] =>
  Control ? [Control, ...Treatments] : Treatments;

function overrideOf({ snapshot, overrides = {} }: DeliveredRun, id: string): Treatment | undefined {
  const key = Object.hasOwn(overrides, id) ? overrides[id] : undefined;
  return treatmentsOf(snapshot).find(({ Key }) => Key !== undefined && Key === key);
}

/** AppConfig keeps exposure in 32 bits. An entity's position never moves, so a raise keeps everybody who was in. */
function isExposed({ runArn, exposure }: DeliveredRun, id: string): boolean {
  return positionOf(`${runArn}/exposure`, id) * 100 < Math.fround(exposure);
}

/** The weights share the line from 0 to their sum. The position on it has nothing to do with that of exposure. */
function byWeight({ runArn, snapshot }: DeliveredRun, id: string): Treatment {
  const treatments = treatmentsOf(snapshot);
  const total = treatments.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  let left = positionOf(`${runArn}/treatment`, id) * total;
  for (const treatment of treatments) {
    left -= treatment.Weight ?? 0;
    if (left < 0) return treatment;
  }
  // What rounding leaves over belongs to the last one that anybody gets.
  return treatments.findLast(({ Weight = 0 }) => Weight > 0) as Treatment;
}

/** Snapshots are frozen, so each rule is read once. */
const rules = new WeakMap<ExperimentDefinitionSnapshot, Rule>();

function ruleOf(snapshot: ExperimentDefinitionSnapshot): Rule {
  const known = rules.get(snapshot);
  if (known) return known;
  const { rule, problem } = parseRule(snapshot.AudienceRule ?? '');
  if (!rule) throw new Error(`the audience rule of a run cannot be read: ${problem.message}`);
  rules.set(snapshot, rule);
  return rule;
}

/** Every choice that each switch of AppConfig has. */
import fc from 'fast-check';
import type { Switches } from '#local/appconfig/switches';

export const choices: { readonly [K in keyof Switches]: readonly Switches[K][] } = {
  loweringExposure: ['BadRequest', 'Conflict'],
  sameExposure: ['ignored', 'event', 'BadRequest'],
  twoAttributes: ['BadRequest', 'accepted'],
  updateDone: ['Conflict', 'BadRequest'],
  stopDone: ['Conflict', 'BadRequest', 'accepted', 'overwritesResult', 'restoresAnew'],
  secondRun: ['Conflict', 'BadRequest'],
  sameFlag: ['Conflict', 'BadRequest', 'accepted'],
  updateActive: ['Conflict', 'BadRequest'],
  deleteActive: ['Conflict', 'BadRequest'],
  useArchived: ['Conflict', 'BadRequest'],
  duplicateDefinitionName: ['Conflict', 'BadRequest'],
  duplicateName: ['accepted', 'BadRequest'],
  unknownFlag: ['BadRequest', 'ResourceNotFound'],
  undeployedFlag: ['BadRequest', 'Conflict', 'ResourceNotFound'],
  unknownOverride: ['BadRequest', 'accepted'],
  weights: ['relative', 'sumTo100'],
  defaultExposure: [0, 100],
  defaultDelete: ['ARCHIVE', 'DESTROY'],
  overridesUpdate: ['replace', 'merge'],
  overridesSkipAudience: [true, false],
  unresolvedAttribute: ['false', 'outside'],
  eventOrder: ['newestFirst', 'oldestFirst'],
  runOrder: ['newestFirst', 'oldestFirst'],
  definitionOrder: ['oldestFirst', 'newestFirst'],
  listArchived: ['onlyWhenAsked', 'always'],
  managedDeploymentMs: [0, 30_000, 600_000],
  monitorsRollBackManaged: [true, false],
  rolledBackRun: ['keepsRunning', 'stops'],
  describingDeploys: [false, true],
  quotas: ['documented', 'none'],
};

/** Each switch any way. */
export const anySwitches: fc.Arbitrary<Switches> = fc.record(
  Object.fromEntries(
    Object.entries(choices).map(([name, values]) => [name, fc.constantFrom(...(values as unknown[]))]),
  ),
) as unknown as fc.Arbitrary<Switches>;

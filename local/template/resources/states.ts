/** State machines. */
import type { Kind, Site } from '../kind.ts';
import { physicalName } from '../names.ts';
import { TemplateError, type Value } from '../template.ts';

type MachineProperties = {
  readonly StateMachineName?: string;
  readonly StateMachineType?: string;
  readonly RoleArn: string;
  readonly Definition?: Value;
  readonly DefinitionString?: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, string>>;
};

const machine: Kind = {
  properties: [
    'StateMachineName',
    'StateMachineType',
    'RoleArn',
    'Definition.*',
    'DefinitionString',
    'DefinitionSubstitutions.*',
  ],
  make: async (site, { id, properties }) => {
    const given = properties as unknown as MachineProperties;
    const name = given.StateMachineName ?? physicalName(site.stackName, id);
    const { StateMachineType: type = 'STANDARD', RoleArn: roleArn } = given;
    const input = { name, type, roleArn, definition: definitionOf(id, given) };
    await site.call('SFN', 'CreateStateMachine', input);
    return madeOf(site, name);
  },
  change: async (site, { id, properties }, made) => {
    const given = properties as unknown as MachineProperties;
    const { RoleArn: roleArn } = given;
    const input = { stateMachineArn: made.ref, roleArn, definition: definitionOf(id, given) };
    await site.call('SFN', 'UpdateStateMachine', input);
    return made;
  },
};

function madeOf({ region, accountId }: Site, name: string) {
  const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
  return { ref: arn, attributes: { Arn: arn, Name: name } };
}

/** Every `${Name}` has to be substituted: what is left would be no name of anything. */
function definitionOf(id: string, given: MachineProperties): string {
  const { Definition, DefinitionString = JSON.stringify(Definition), DefinitionSubstitutions = {} } = given;
  return DefinitionString.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const substitute = DefinitionSubstitutions[name];
    if (substitute === undefined) throw new TemplateError(`${id}: nothing is substituted for \${${name}}`);
    return JSON.stringify(substitute).slice(1, -1);
  });
}

export const states: Readonly<Record<string, Kind>> = { 'AWS::StepFunctions::StateMachine': machine };

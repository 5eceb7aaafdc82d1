/** Parameters. */
import type { Declared, Kind, Made, Site } from '../kind.ts';
import { physicalName } from '../names.ts';

async function put({ call, stackName }: Site, { id, properties }: Declared): Promise<Made> {
  const { Name = physicalName(stackName, id), Description: _, ...given } = properties;
  await call('SSM', 'PutParameter', { ...given, Name, Overwrite: true });
  return {
    ref: String(Name),
    attributes: { Value: String(properties.Value), Type: String(properties.Type) },
  };
}

const parameter: Kind = { properties: ['Name', 'Type', 'Value', 'Description'], make: put, change: put };

export const ssm: Readonly<Record<string, Kind>> = { 'AWS::SSM::Parameter': parameter };

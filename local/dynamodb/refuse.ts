/** dynalite drops the fields that it does not know. Here they are refused by name, so that nobody believes in their effect. */
import { notImplemented } from '../wire/errors.ts';
import { fieldsOf } from './dynalite.ts';

/** Fields of AWS's that dynalite lacks, with the values under which leaving them out changes nothing. */
const harmless: Readonly<Record<string, readonly unknown[]>> = {
  ReturnValuesOnConditionCheckFailure: ['NONE'],
  DeletionProtectionEnabled: [false],
  TableClass: ['STANDARD'],
};

export function refuseUnknown(operation: string, input: Readonly<Record<string, unknown>>): void {
  const known = fieldsOf(operation);
  for (const [field, value] of Object.entries(input)) {
    const isIgnored = value === null || harmless[field]?.includes(value) === true;
    if (!known.includes(field) && !isIgnored) throw notImplemented('DynamoDB', `${operation}.${field}`);
  }
  if (operation === 'UpdateTable' && hasIndexToChange(input))
    throw notImplemented(
      'DynamoDB',
      'UpdateTable.GlobalSecondaryIndexUpdates (creating or deleting an index)',
    );
}

function hasIndexToChange({
  GlobalSecondaryIndexUpdates: updates,
}: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(updates) && updates.some((update: object) => !('Update' in update));
}

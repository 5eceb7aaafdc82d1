import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { manyRamps } from '#test/support/many-ramps';

test('an audience is told of all its ramps, though they are more than a page of DynamoDB', async () => {
  const { ledger, leave, dynamoDB, TableName } = await manyRamps(0);
  onTestFinished(leave);
  // Nearly 3 KB an item: a page is 1 MB.
  const owner = 'o'.repeat(2000);
  const ramps = Array.from({ length: 375 }, (_, at) => `ramp-${at}-`.padEnd(900, 'r'));
  const puts = ramps.map((ramp) => ({
    PutRequest: { Item: { pk: { S: `audience#${owner}/` }, sk: { S: `ramp#${ramp}` } } },
  }));
  for (let at = 0; at < puts.length; at += 25) {
    const RequestItems = { [TableName]: puts.slice(at, at + 25) };
    await dynamoDB.send(new BatchWriteItemCommand({ RequestItems }));
  }

  expect((await ledger.members({ owner })).toSorted()).toEqual(ramps.toSorted());
});

/** What one call to AWS is charged for, and what it all comes to. */
import type { Target } from '#local/faults';
import { assumed, prices } from './prices.ts';

export type Bill = {
  readonly calls: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly events: number;
  readonly cloudWatchRequests: number;
};
export const emptyBill: Bill = {
  calls: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  writeUnits: 0,
  readUnits: 0,
  events: 0,
  cloudWatchRequests: 0,
};
type Members = Readonly<Record<string, unknown>>;

export const sumOf = (bills: readonly Bill[]): Bill =>
  bills.reduce((sum, bill) => {
    const entries = Object.entries(sum).map(([what, amount]) => [what, amount + bill[what as keyof Bill]]);
    return Object.fromEntries(entries) as Bill;
  }, emptyBill);

export function billOf({ service, operation, input = {} }: Target): Partial<Bill> {
  // By the machine and the schedules, in whose prices it is.
  if (service === 'Lambda') return {};
  if (service === 'CloudWatch') return { calls: 1, cloudWatchRequests: 1 };
  if (service === 'EventBridge')
    return { calls: 1, events: (input.Entries as unknown[] | undefined)?.length ?? 0 };
  if (service !== 'DynamoDB') return { calls: 1 };
  if (/^(Put|Update|Delete)Item$/.test(operation)) return { calls: 1, writeUnits: writesOf(input) };
  return { calls: 1, readUnits: readsOf(operation, input) };
}

/** A write is of the whole item, and an index entry that moves is one taken out and one put in. */
function writesOf(input: Members): number {
  const { sk } = (input.Key ?? input.Item ?? {}) as { readonly sk?: { readonly S?: string } };
  const expression = String(input.UpdateExpression ?? '');
  const names = Object.values((input.ExpressionAttributeNames ?? {}) as Record<string, string>);
  const moves = ['lookAt', 'tellAt'].filter((each) => expression.includes(each) || names.includes(each));
  return (sk?.S === 'state' ? assumed.stateUnits : 1) + 2 * moves.length;
}

/** Each item by itself. */
function readsOf(operation: string, input: Members): number {
  if (operation !== 'BatchGetItem') return 1;
  const tables = Object.values((input.RequestItems ?? {}) as Record<string, { readonly Keys?: unknown[] }>);
  return tables.reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
}

export type Dollars = { readonly lambda: number; readonly ledger: number; readonly rest: number };

export const dollarsOf = (bill: Bill): Dollars => ({
  lambda: bill.invocations * prices.invocation + bill.gigabyteSeconds * prices.gigabyteSecond,
  ledger: bill.writeUnits * prices.writeUnit + bill.readUnits * prices.readUnit,
  rest: bill.events * prices.event + bill.cloudWatchRequests * prices.cloudWatchRequest,
});

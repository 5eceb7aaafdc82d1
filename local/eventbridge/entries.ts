/** The entries of PutEvents: each is accepted or refused for itself; too many or too much is refused as a whole. */
import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { invalid } from './world.ts';

const mostEntries = 10;
/** 1 MB since January 2026, 256 KB before. */
const mostBytes = 1024 * 1024;
/** As deep as AWS's JSON parser goes. */
const deepest = 1000;

/** @throws ValidationException */
export function checkEntries(entries: readonly PutEventsRequestEntry[]): void {
  const problem =
    entries.length === 0
      ? 'greater than or equal to 1'
      : entries.length > mostEntries
        ? `less than or equal to ${mostEntries}`
        : undefined;
  if (problem)
    throw invalid(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${problem}`,
    );
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > mostBytes) throw invalid('Total size of the entries in the request is over the limit.');
}

/** As AWS counts it: 14 bytes for a time, and the text of everything else. */
function sizeOf({ Time, Source, DetailType, Detail, Resources = [] }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time ? 14 : 0) + texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

/** What EventBridge says to one entry that is fine by itself: the code of an error, such as InternalFailure; undefined to take it. */
export type EntryFaults = (entry: PutEventsRequestEntry) => string | undefined;

export type Accepted = {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
};

/** What AWS reads in an entry, or why it refuses it. */
export function readEntry({
  Source,
  DetailType,
  Detail,
}: PutEventsRequestEntry): Accepted | PutEventsResultEntry {
  if (!Source) return requiredArgument('Source');
  if (!DetailType) return requiredArgument('DetailType');
  if (!Detail) return requiredArgument('Detail');
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseDetail(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return { source: Source, 'detail-type': DetailType, detail };
}

const requiredArgument = (name: string): PutEventsResultEntry => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

function parseDetail(text: string): object | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\') at += 1;
    else if (isQuoted) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

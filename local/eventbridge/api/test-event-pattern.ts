import type { TestEventPatternRequest, TestEventPatternResponse } from '@aws-sdk/client-eventbridge';
import { compilePattern } from '../pattern/compile.ts';
import { fieldsOf } from '../pattern/fields.ts';
import { matches } from '../pattern/match.ts';
import { isObject } from '../pattern/refuse.ts';
import { type EventsWorld, invalid } from '../world.ts';

/** AWS lists `resources`, too, and does without. */
const mandatory = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export function testEventPattern(
  _world: EventsWorld,
  { Event = '', EventPattern = '' }: TestEventPatternRequest,
): TestEventPatternResponse {
  const pattern = compilePattern(EventPattern);
  return { Result: matches(pattern, fieldsOf(parseEvent(Event))) };
}

function parseEvent(text: string): unknown {
  const event = parse(text);
  if (!isObject(event)) throw invalid('Parameter Event is not valid. Reason: it is not a JSON object.');
  const missing = mandatory.filter((name) => !Object.hasOwn(event, name));
  if (missing.length === 0) return event;
  throw invalid(`Parameter Event is not valid. Reason: mandatory fields are missing: ${missing.join(', ')}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

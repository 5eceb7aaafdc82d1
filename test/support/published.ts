/** What a world puts on its bus, read from the wire: every entry is held against the catalogue when the test has finished. */
import { expect, onTestFinished } from 'vitest';
import { detailSchema, type EventType, eventTypes } from '#core/events/catalogue';
import { lost, type Trace } from '#local/wire/dispatcher';
import { textOf } from '#local/wire/message';

export type PublishedEvent = {
  readonly at: number;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** As it was sent. */
  readonly text: string;
  readonly detail: {
    readonly metadata: {
      readonly eventId: string;
      readonly causationId?: string;
      readonly [key: string]: unknown;
    };
    readonly data: Readonly<Record<string, unknown>>;
  };
};

type Sent = {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources?: readonly string[];
  readonly Detail: string;
};

/** The entries that the bus has taken, in order. Pass `onTrace` to the world. */
export function watchPublished() {
  const taken: PublishedEvent[] = [];
  onTestFinished(() => {
    expect(taken.flatMap(objections)).toEqual([]);
  });
  return {
    taken,
    onTrace: ({ at, request, answer }: Trace) => {
      if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') return;
      if (answer === lost || answer.statusCode !== 200) return;
      const { Entries: sent } = JSON.parse(textOf(request.body)) as { Entries: readonly Sent[] };
      const { Entries: answers } = JSON.parse(textOf(answer.body)) as {
        Entries: readonly { ErrorCode?: string }[];
      };
      for (const [index, entry] of sent.entries())
        if (answers[index]?.ErrorCode === undefined) taken.push(eventOf(at, entry));
    },
  };
}

const eventOf = (at: number, { Source, DetailType, Resources = [], Detail }: Sent): PublishedEvent => ({
  at,
  source: Source,
  detailType: DetailType,
  resources: Resources,
  text: Detail,
  detail: JSON.parse(Detail),
});

/** What the catalogue says against an event; nothing if it is as promised. */
export function objections({ source, detailType, detail }: Omit<PublishedEvent, 'at' | 'text'>): string[] {
  if (source !== 'rampart') return [];
  if (!isKnown(detailType)) return [`${detailType} is not in the catalogue`];
  const { error } = detailSchema(detailType).safeParse(detail);
  return (error?.issues ?? []).map(({ path, message }) => `${detailType} ${path.join('.')}: ${message}`);
}

const isKnown = (type: string): type is EventType => (eventTypes as readonly string[]).includes(type);

/** How a service writes: its protocol, and the serializers that its SDK client would use itself. */
import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { $ClientProtocol, SerdeFunctions } from '@smithy/types';
import { bytesOf } from './message.ts';

export type Codec = {
  readonly rest: boolean;
  readonly contentType: string;
  /** What stands before the dot in X-Amz-Target. */
  readonly target: string | undefined;
  readonly queryCompatible: boolean;
  read(schema: NormalizedSchema, bytes: Uint8Array): Promise<unknown>;
  readObject(schema: NormalizedSchema, value: unknown): unknown;
  write(schema: NormalizedSchema, value: unknown): Uint8Array;
};

/** The part of a client's resolved configuration that says how it speaks. */
export type ClientConfig = SerdeFunctions & {
  readonly serviceId: string;
  readonly defaultSigningName?: string;
  readonly protocol: $ClientProtocol<unknown, unknown> & {
    serviceTarget?: string;
    awsQueryCompatible?: boolean;
  };
};

export function createCodec(config: ClientConfig): Codec {
  const { protocol } = config;
  const [, name = ''] = /#(restJson1|awsJson1_0|awsJson1_1)$/.exec(protocol.getShapeId()) ?? [];
  if (!name)
    throw new Error(`${config.serviceId} speaks ${protocol.getShapeId()}, which the embedded AWS does not`);
  const codec = protocol.getPayloadCodec();
  (codec as unknown as { setSerdeContext?(context: SerdeFunctions): void }).setSerdeContext?.(config);
  const reader = codec.createDeserializer() as ReturnType<typeof codec.createDeserializer> & {
    readObject(schema: NormalizedSchema, value: unknown): unknown;
  };
  const writer = codec.createSerializer();
  return {
    rest: name === 'restJson1',
    contentType: name === 'restJson1' ? 'application/json' : `application/x-amz-json-1.${name.slice(-1)}`,
    target: protocol.serviceTarget,
    queryCompatible: protocol.awsQueryCompatible === true,
    read: async (schema, bytes) => reader.read(schema as never, bytes),
    readObject: (schema, value) => reader.readObject(schema, value),
    write: (schema, value) => {
      writer.write(schema as never, value);
      return bytesOf(writer.flush());
    },
  };
}

const dateTime = 5;
const httpDate = 6;
const settings = { httpBindings: true } as const;

/** Reads a member from a label or the query, where timestamps are ISO 8601 unless the member says otherwise. */
export const fromText = new FromStringShapeDeserializer({
  ...settings,
  timestampFormat: { useTrait: true, default: dateTime },
});
/** Reads a member from a header, where timestamps are HTTP dates unless the member says otherwise. */
export const fromHeader = new FromStringShapeDeserializer({
  ...settings,
  timestampFormat: { useTrait: true, default: httpDate },
});
const headerWriter = new ToStringShapeSerializer({
  ...settings,
  timestampFormat: { useTrait: true, default: httpDate },
});

export function toHeader(schema: NormalizedSchema, value: unknown): string {
  headerWriter.write(schema as never, value);
  return headerWriter.flush();
}

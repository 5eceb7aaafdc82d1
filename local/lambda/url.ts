/** Function URLs with AWS_IAM: an HTTP request becomes an event that says who called, as AWS verified it. */
import { operatorKey } from '../iam/index.ts';
import { type Principal, userPrincipal } from '../iam/principal.ts';
import { bytesOf, textOf, type WireRequest, type WireResponse } from '../wire/message.ts';
import type { Web } from '../wire/service.ts';
import { isThrottled } from './concurrency.ts';
import { arnOf, type LambdaFunction, type LambdaWorld } from './functions.ts';
import { invoke } from './invocation.ts';

const idOf = ({ urls }: LambdaWorld, name: string): string => urls.fork(name).id(32);

export const hostOf = (world: LambdaWorld, name: string): string =>
  `${idOf(world, name)}.lambda-url.${world.region}.on.aws`;

/** Any domain will do, so that a server on localhost can be called `<id>.lambda-url.localhost`. */
const hostPattern = /^([a-z0-9]{32})\.lambda-url\./;

export function urlsOf(world: LambdaWorld): Web {
  return {
    callFor: ({ headers }) => {
      const id = hostPattern.exec(headers.host ?? '')?.[1];
      if (id === undefined) return undefined;
      const code = [...world.functions.values()].find((each) => each.url && idOf(world, each.name) === id);
      return { service: 'Lambda', operation: 'InvokeFunctionUrl', input: { FunctionName: code?.name ?? id } };
    },
    answer: async (request, { input, accessKeyId, requestId }) => {
      const code = world.functions.get(String(input.FunctionName));
      const principal = accessKeyId === undefined ? undefined : principalOf(world, accessKeyId);
      if (!code || !principal) return told(403, 'Forbidden');
      if (isThrottled(world, code)) return told(429, 'Rate Exceeded.');
      const event = eventOf(world, code, request, principal, requestId);
      const { ok, payload } = await invoke(world, code, { arn: arnOf(world, code.name), event, requestId });
      return ok ? read(JSON.parse(textOf(payload))) : told(502, 'Internal Server Error');
    },
    refuse: (error) =>
      /AccessDenied|UnrecognizedClient/.test(error.name) ? told(403, 'Forbidden') : told(500, error.message),
  };
}

function principalOf({ iam, accountId }: LambdaWorld, accessKeyId: string): Principal | undefined {
  if (iam) return iam.principalOf(accessKeyId);
  return userPrincipal({ arn: `arn:aws:iam::${accountId}:user/operator`, accessKeyId: operatorKey });
}

const told = (statusCode: number, message: string): WireResponse =>
  respond(statusCode, { 'content-type': 'application/json' }, bytesOf(JSON.stringify({ Message: message })));

const respond = (statusCode: number, headers: Record<string, string>, body: Uint8Array): WireResponse => ({
  statusCode,
  headers: { ...headers, 'content-length': String(body.byteLength) },
  body,
});

type Answer = {
  readonly statusCode?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

/** What has no status code is itself the body. */
function read(value: Answer | null): WireResponse {
  const json = { 'content-type': 'application/json' };
  if (value === null || typeof value !== 'object' || value.statusCode === undefined)
    return respond(200, json, bytesOf(typeof value === 'string' ? value : JSON.stringify(value)));
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = value;
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]),
  );
  return respond(
    statusCode,
    { ...json, ...lowerCase },
    isBase64Encoded ? Buffer.from(body, 'base64') : bytesOf(body),
  );
}

/** Format 2.0: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
function eventOf(
  world: LambdaWorld,
  { name }: LambdaFunction,
  { method, path, query, headers, body }: WireRequest,
  { accessKeyId, accountId, arn, userId }: Principal,
  requestId: string,
): object {
  const id = idOf(world, name);
  const now = world.clock.now();
  const parameters = Object.entries(query).map(
    ([key, value]) => [key, [value ?? ''].flat().join(',')] as const,
  );
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: new URLSearchParams(Object.fromEntries(parameters)).toString(),
    headers,
    ...(parameters.length > 0 ? { queryStringParameters: Object.fromEntries(parameters) } : {}),
    requestContext: {
      accountId: world.accountId,
      apiId: id,
      authentication: null,
      authorizer: {
        iam: {
          accessKey: accessKeyId,
          accountId,
          callerId: userId,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: arn,
          userId,
        },
      },
      domainName: headers.host,
      domainPrefix: id,
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: timeOf(now),
      timeEpoch: now,
    },
    ...(body.byteLength > 0 ? { body: textOf(body) } : {}),
    isBase64Encoded: false,
  };
}

/** 12/Mar/2020:19:03:58 +0000 */
function timeOf(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Answers CloudFormation at the address that it gave: a file in S3, to which it has signed the way. */
import { request } from 'node:http';
import { createSend } from './https.ts';

const timeoutMs = 10_000;

/** @throws when the answer has not arrived: then the function is tried again. */
export async function answerCloudFormation(address: string, answer: object): Promise<void> {
  const { protocol, hostname: host, port, pathname, search } = new URL(address);
  // Plain HTTP is spoken by stand-ins on this machine only.
  const send = protocol === 'http:' ? createSend(request, Number(port)) : createSend();
  const body = JSON.stringify(answer);
  // S3 signed the way for a file without a type.
  const headers = { 'content-type': '' };
  const { status } = await send({ method: 'PUT', host, path: pathname + search, headers, body, timeoutMs });
  if (status !== 200) throw new Error(`CloudFormation's address answers ${status}`);
}

/** Answers CloudFormation at the address that it gave: a file in S3, to which it has signed the way. */
import http from 'node:http';
import https from 'node:https';

/** @throws when the answer has not arrived: then the function is tried again. */
export async function answerCloudFormation(address: string, answer: object): Promise<void> {
  const body = JSON.stringify(answer);
  // Plain HTTP is spoken by stand-ins on this machine only.
  const { request } = address.startsWith('http:') ? http : https;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const sent = request(address, { method: 'PUT', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end(body);
  });
  if (status !== 200) throw new Error(`CloudFormation's address answers ${status}`);
}

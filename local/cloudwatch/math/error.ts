/** The text is no expression. CloudWatch tells the reason to whoever sent it. */
export class MathError extends Error {
  override readonly name = 'MathError';
}

/** Names a plan by its content: the first 12 characters of its SHA-256. */
import { createHash } from 'node:crypto';
import type { Plan } from '#core/plan/plan';

export const planHash = (plan: Plan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12);

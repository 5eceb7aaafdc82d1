/** Deletion protection: what clients fetched of late is not deleted, if the account or the request says so. */
import type { DeletionProtectionCheck } from '@aws-sdk/client-appconfig';
import { conflict } from './errors.ts';
import type { AppConfigWorld, Environment, Profile } from './state.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** @throws ConflictException */
export function refuseProtected(
  { store, clock }: AppConfigWorld,
  what: string,
  { id, readAt, createdAt }: Pick<Environment | Profile, 'id' | 'readAt' | 'createdAt'>,
  check: DeletionProtectionCheck = 'ACCOUNT_DEFAULT',
): void {
  const { Enabled: isEnabled, ProtectionPeriodInMinutes: minutes = 60 } = store.settings.DeletionProtection;
  const isNew = clock.now() - createdAt < hourMs;
  const isChecked = check === 'APPLY' || (check === 'ACCOUNT_DEFAULT' && isEnabled && !isNew);
  if (!isChecked || readAt === undefined || clock.now() - readAt >= minutes * minuteMs) return;
  throw conflict(
    `Deletion protection: ${what} ${id} was fetched within the last ${minutes} minutes; pass DeletionProtectionCheck BYPASS to delete it`,
  );
}

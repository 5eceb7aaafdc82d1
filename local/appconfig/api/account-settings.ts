import type { AccountSettings, UpdateAccountSettingsRequest } from '@aws-sdk/client-appconfig';
import type { AppConfigWorld } from '../state.ts';

export const getAccountSettings = ({ store }: AppConfigWorld): AccountSettings => store.settings;

/** What is not given stays as it is. */
export function updateAccountSettings(
  { store }: AppConfigWorld,
  { DeletionProtection, VendedMetrics }: UpdateAccountSettingsRequest,
): AccountSettings {
  store.settings = {
    DeletionProtection: { ...store.settings.DeletionProtection, ...DeletionProtection },
    VendedMetrics: { ...store.settings.VendedMetrics, ...VendedMetrics },
  };
  return store.settings;
}

/** What an event hook may subscribe to ("Event Types catalog", `event-hook-eligible`), as far as this emulator logs it. */
const FAMILIES: readonly RegExp[] = [
  /^user\.lifecycle\.(create|activate|deactivate|suspend|unsuspend|reactivate|delete\.initiated)$/,
  /^user\.account\.(update_profile|lock|privilege\.(grant|revoke))$/,
  /^user\.session\.(start|end|clear)$/,
  /^user\.authentication\.sso$/,
  /^user\.mfa\.factor\.(activate|deactivate|reset_all)$/,
  /^group\.(user_membership\.(add|remove)|lifecycle\.(create|delete)|privilege\.(grant|revoke))$/,
  /^group\.application_assignment\.(add|remove|update)$/,
  /^application\.user_membership\.(add|remove|update)$/,
  /^application\.provision\.user\.(push|push_profile|sync)$/,
  /^policy\.rule\./,
  /^system\.api_token\.(create|revoke)$/,
];

export const isEligible = (eventType: string): boolean => FAMILIES.some((family) => family.test(eventType));

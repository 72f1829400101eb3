import { DEFAULT_APP } from '../../emulators/slack/options.ts';

/** Secrets of the emulators: known to everybody, worth nothing. */
export const SECRETS: Readonly<Record<string, string>> = {
  OKTA_TOKEN: 'emulator-token',
  OKTA_EVENT_HOOK_SECRET: 'emulator-event-hook-secret',
  JIRA_TOKEN: 'tenure-token',
  JIRA_WEBHOOK_SECRET: 'emulator-webhook-secret',
  JIRA_AUTOMATION_TOKEN: 'emulator-automation-token',
  SLACK_BOT_TOKEN: DEFAULT_APP.botToken,
  SLACK_APP_TOKEN: DEFAULT_APP.appToken,
  SLACK_SIGNING_SECRET: DEFAULT_APP.signingSecret,
  HELP_DESK_TOKEN: 'emulator-help-desk-token',
  MANAGER_TOKEN: 'emulator-manager-token',
};

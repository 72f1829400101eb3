/** All emulators' kits: for whoever lays one plan at several of them. */
import { jiraFaultKit } from './jira/faultKit.ts';
import type { FaultKit } from './kit/faults/kit.ts';
import { mailFaultKit } from './mail/faultKit.ts';
import { oktaFaultKit } from './okta/faultKit.ts';
import { slackFaultKit } from './slack/faultKit.ts';

export const FAULT_KITS: readonly FaultKit[] = [oktaFaultKit, jiraFaultKit, slackFaultKit, mailFaultKit];

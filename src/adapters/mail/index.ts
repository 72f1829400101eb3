/** Mail out. See README.md beside it. */
export { createSmtpMailer, type SmtpMailer, type SmtpOptions } from './smtp.ts';
export { loadTemplates } from './templates.ts';

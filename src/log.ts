/** Logs as JSON lines on stderr, so that stdout stays free for what a command answers. Ids only, never names. */
import { pino } from 'pino';
import type { Log } from './app/world.ts';
import type { Config } from './config.ts';

export const jsonLog = ({ logLevel }: Pick<Config, 'logLevel'>): Log =>
  pino({ level: logLevel, base: null }, pino.destination({ fd: 2, sync: true }));

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

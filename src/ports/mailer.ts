import type { NoticeKind } from '../core/evidence/model.ts';
import type { Fault } from './fault.ts';

/** Mail out. Blind: it can only be repeated with the same `messageId`, never looked up. */
export interface Message {
  /** Without angle brackets; the same for every repeat. */
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Taken for some of `message.to` and refused for the others, for whom alone it is to be tried again. */
export interface PartlySent {
  /** As they are written in `message.to`. */
  readonly taken: readonly string[];
  readonly fault: Fault;
}

export interface Mailer {
  /** `null` = taken for everybody. A fault is thrown only where the server took it for nobody. */
  send(message: Message): Promise<PartlySent | null>;
  /** Connects and greets; `null` = well, else what is wrong. */
  probe(): Promise<string | null>;
}

/** The texts of one kind of notice, with `{{placeholders}}`. */
export interface NoticeTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
export type NoticeTemplates = Readonly<Record<NoticeKind, NoticeTemplate>>;

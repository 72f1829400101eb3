import type { NoticeKind } from '../core/evidence/model.ts';

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

export interface Mailer {
  send(message: Message): Promise<void>;
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

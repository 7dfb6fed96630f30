export { MailMessage } from './mail-message';
export { type MailConfig, mailConfigShape, mailProblems, type MailSender, type SmtpServer } from './mail.config';
export * from './mail-refused';
export * from './mailer';
export * from './mailer-from';
export * from './in-memory-mailer';
export * from './ses-mailer';
export * from './smtp-mailer';

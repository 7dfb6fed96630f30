import { awsOptions, createDocumentClient, Table } from '@nat/dynamo';
import { SystemClock } from '@nat/service-kit';
import { AuditChainer } from '../src/audit/audit-chainer';
import { DynamoAuditStore } from '../src/audit/dynamo-audit.store';

/** Chains the audit log in the table it is given until it is killed, by the spec or by the end of the spec's own process. */
const [, , tableName = ''] = process.argv;
const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] });
const chainer = new AuditChainer(new DynamoAuditStore(new Table(createDocumentClient(aws), tableName)), new SystemClock());

process.stdin.resume().once('close', () => process.exit());
process.stdout.write('chaining\n');
for (;;) await chainer.sweep();

import { billingTable } from '../test/billing-table';
import { describeBillingStore } from '../test/describe-billing-store';

describeBillingStore('DynamoDB', billingTable);

import { describeOnEngines } from '../support/engines.js';
import { describeLedgerStore } from './ledger-store-contract.js';

describeOnEngines('the store of the ledger', describeLedgerStore);

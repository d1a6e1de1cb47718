import { Injectable } from '@nestjs/common';
import { RecordedSizes } from '@graphql-api';
import { ReadTables } from '@projections';
import { ledgerTimeProjection } from './ledger-time.projection';
import { sizeAtInstant } from './ledger-time.queries';

@Injectable()
export class LedgerTimes extends RecordedSizes {
  readonly projection = ledgerTimeProjection.name;

  constructor(private readonly tables: ReadTables) {
    super();
  }

  async firstAfter(recordedAt: string, size: number): Promise<number | null> {
    const found = await sizeAtInstant(this.tables, recordedAt, size);
    return found < size ? found : null;
  }
}

// refused by: no-restricted-imports, no-restricted-imports
import { AggregateRoot, EventPublisher } from '@nestjs/cqrs';
export class Device extends AggregateRoot {
  constructor(readonly publisher: EventPublisher) {
    super();
  }
}

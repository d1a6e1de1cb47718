// refused by: no-restricted-imports, no-restricted-imports, no-restricted-imports
import { EventBus, EventsHandler, Saga } from '@nestjs/cqrs';
export const bus = [EventBus, EventsHandler, Saga];

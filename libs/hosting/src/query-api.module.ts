import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { readModules } from './slices';

/** GraphQL: answers from projections. */
@Module({ imports: [CqrsModule.forRoot(), ...readModules] })
export class QueryApiModule {}

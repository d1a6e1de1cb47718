import { Module } from '@nestjs/common';
import { PoliciesController } from './http/policies.controller';
import { Worker } from './worker';

/** Runs projections and policies, and begins each day. */
@Module({ controllers: [PoliciesController], providers: [Worker], exports: [Worker] })
export class WorkerModule {}

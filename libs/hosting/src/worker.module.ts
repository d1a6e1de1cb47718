import { Module } from '@nestjs/common';
import { ProjectionsController } from './http/projections.controller';
import { Worker } from './worker';

/** Runs projections and policies, and begins each day. */
@Module({ controllers: [ProjectionsController], providers: [Worker], exports: [Worker] })
export class WorkerModule {}

import { Module } from '@nestjs/common';

/** Runs projections and policies, and begins each day. */
@Module({})
export class WorkerModule {}

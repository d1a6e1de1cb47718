export * from './cells';
export * from './csv-file';
export * from './import-kind';
export * from './text';
export * from './import-engine';
export * from './rows';
export * from './dry-tools';
export * from './imports.module';

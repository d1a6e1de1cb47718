export * from './projection';
export * from './read-tables';

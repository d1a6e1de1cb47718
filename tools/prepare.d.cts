/** For specs: what `prepare.cjs` knows of the build. */
export declare const entry: string;
export declare const isBuilt: () => boolean;

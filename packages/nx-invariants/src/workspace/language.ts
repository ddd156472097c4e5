/** The languages whose projects get native targets. */
export type Language = 'typescript' | 'python' | 'go' | 'rust';

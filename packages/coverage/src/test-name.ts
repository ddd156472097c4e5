/** Tests by what each ecosystem calls them. */
const TEST_NAME = new RegExp(
  [
    String.raw`\.(?:tests?|spec)\.[cm]?[jt]sx?$`,
    String.raw`(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$`,
    String.raw`_test\.go$`,
    String.raw`_(?:spec|test)\.rb$`,
    String.raw`Tests?\.(?:java|kt|scala|groovy|php|swift|cs|fs|vb)$`,
  ].join('|'),
);

/** Whether a file is a test by its name. Tests in the files that they test (Rust) are not told. */
export const isTest = (path: string): boolean => TEST_NAME.test(path);

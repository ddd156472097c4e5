/**
 * Public npm packages that publish a whole JSON Schema in each release, and releases of it: every few minor versions, in
 * their order. `file` is its path in the package; a RegExp means that one release holds the versions, one a file.
 */
export const SERIES = [
  {
    package: '@angular/cli',
    file: 'lib/config/schema.json',
    versions:
      '8.0.6 8.1.3 8.2.2 8.3.29 9.0.7 9.1.15 10.0.8 10.1.7 10.2.4 11.0.7 11.1.4 11.2.19 12.0.5 12.1.4 12.2.18 13.0.4 13.1.4 13.2.6 13.3.11 14.0.7 14.1.3 14.2.13 15.0.5 15.1.6 15.2.11 16.0.6 16.1.8 16.2.16 17.0.10 17.1.4 17.2.3 17.3.17 18.0.7 18.1.4 18.2.21 19.0.7',
  },
  {
    package: '@asyncapi/specs',
    file: /^schemas\/\d[^/]*-without-\$id\.json$/,
    versions: '6.11.1',
  },
  {
    package: '@asyncapi/specs',
    file: /^schemas\/\d+\.\d+\.\d+\.json$/,
    versions: '6.11.1',
  },
  {
    package: '@biomejs/biome',
    file: 'configuration_schema.json',
    versions: '1.0.0 1.1.2 1.2.2 1.3.3 1.4.1 1.5.3 1.6.4 1.7.3 1.8.3 1.9.4 2.0.6',
  },
  {
    package: '@camunda/zeebe-element-templates-json-schema',
    file: 'resources/schema.json',
    versions:
      '0.3.0 0.5.0 0.7.0 0.9.0 0.11.0 0.13.0 0.15.0 0.17.0 0.20.0 0.22.3 0.24.0 0.26.0 0.28.0 0.31.1 0.34.0 0.36.0 0.40.0 0.44.0',
  },
  {
    package: '@cspell/cspell-types',
    file: 'cspell.schema.json',
    versions:
      '6.0.0 6.3.0 6.6.1 6.9.1 6.15.1 6.21.0 6.24.0 6.27.0 7.1.1 8.0.0 8.3.2 8.9.1 8.12.1 8.18.1 9.1.5 9.4.0 9.7.0 10.1.1 10.4.1',
  },
  {
    package: '@stryker-mutator/core',
    file: 'schema/stryker-schema.json',
    versions: '5.0.1 5.2.3 5.4.1 5.6.1 6.1.2 6.3.1 7.0.2 7.2.0 8.0.0 8.2.6 8.4.0 9.0.1 9.2.0 9.6.1 10.1.1',
  },
  {
    package: '@tauri-apps/cli',
    file: 'schema.json',
    versions: '1.0.5 1.1.1 1.2.3 1.3.1 1.4.0 1.5.14 1.6.3',
  },
  {
    package: '@tauri-apps/cli',
    file: 'config.schema.json',
    versions: '2.0.4 2.1.0 2.2.7 2.3.1 2.4.1 2.5.0 2.6.2 2.7.1 2.8.4 2.9.6 2.10.1 2.11.5 2.12.5',
  },
  {
    package: 'webpack',
    file: 'schemas/WebpackOptions.json',
    versions:
      '5.0.0 5.8.0 5.12.3 5.15.0 5.18.0 5.22.0 5.26.3 5.29.0 5.32.0 5.36.2 5.40.0 5.43.0 5.46.0 5.50.0 5.54.0 5.57.1 5.60.0 5.64.4 5.68.0 5.71.0 5.75.0 5.78.0 5.82.1 5.85.1 5.89.0 5.92.1 5.96.1 5.99.9',
  },
];

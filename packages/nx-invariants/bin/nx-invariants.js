#!/usr/bin/env node
// Stands outside of dist, so that npm links it in a checkout where nothing is built yet.
require('../dist/cli/main.js');

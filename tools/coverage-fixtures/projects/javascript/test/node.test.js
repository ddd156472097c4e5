const { test } = require('node:test');
const exercise = require('./exercise.js');

test('a cart', () => exercise());

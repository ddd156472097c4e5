require('./exercise.js')();

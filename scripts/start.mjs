/** `npm start`: does what is missing, then opens the workstation on the sample project. */
process.argv.splice(2, 0, 'start');
await import('./firstpass.mjs');

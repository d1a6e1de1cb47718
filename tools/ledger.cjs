/** `npm start` and `npm run ledger -- <verb>`: installs and builds what is missing, then is the command line itself, in this process. */
const { buildStale, entry, installMissing, requireNode } = require('./prepare.cjs');

requireNode();
if (installMissing() && buildStale()) require(entry);
else process.exitCode = 1;

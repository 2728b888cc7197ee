/** Property tests draw the same cases every time: a failure is a change, not luck. */

import fc from 'fast-check';

fc.configureGlobal({ seed: 20261122 });

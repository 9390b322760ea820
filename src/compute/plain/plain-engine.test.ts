import { engineSuite } from '../engine-suite.ts';
import { createPlainEngine } from './plain-engine.ts';

// The oracle obeys the same rules as those it judges: finite differences, constraints, carried slots.
engineSuite('plain', async () => createPlainEngine(), { runs: 10 });

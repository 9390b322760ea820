// Worker threads do not inherit the loader that runs TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./shared-batch-worker.ts');

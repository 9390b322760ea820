// Node starts worker threads without tsx, so this plain module registers it before the worker itself is imported.
import { register } from 'tsx/esm/api';

register();
await import('./second-thread.ts');

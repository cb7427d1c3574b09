export { type Adapters, createLatchkey, type Latchkey } from './server.ts'

// "/verify": access tokens, believed without the network.
export type { Claims } from './claims.ts'
export { type RemoteKeysOptions, remoteKeys } from './remote-keys.ts'
export {
  type FindKeys,
  type TokenHeader,
  type VerifyingKey,
  type VerifyOptions,
  verifyAccessToken,
} from './verify-access-token.ts'

import { describeNetlifyIdentity } from '../support/netlify-identity-suite.ts'

describeNetlifyIdentity('safe')

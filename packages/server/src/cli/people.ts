import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { isUuid, nilUuid } from '../kernel/uuid.ts'
import type { InboxMessage } from '../ports/inbox.ts'
import type { Store } from '../ports/store.ts'
import type { Latchkey } from '../server.ts'

type UseCases = Latchkey['usecases']
type Admin = Parameters<UseCases['inviteUser']>[0]['admin']
type UserId = Admin['actor']['id']
type Caller = Parameters<UseCases['inviteUser']>[0]['caller']

/** An account as the command line makes one. */
export interface NewPerson {
  readonly email: string
  readonly password: string
  readonly role: string
  readonly isConfirmed: boolean
  readonly isSuperAdmin: boolean
  /** Roles that a site's own pages look at (`app_metadata.roles`). */
  readonly roles: readonly string[]
  readonly name: string
}

/** What the command line does with accounts: as the operator, within one audience. */
export interface People {
  /** The new id, or the refusal's code. */
  create(person: NewPerson): Promise<Outcome<string, string>>
  /** Removes by address, else by id; the id, or the refusal's code. */
  remove(emailOrId: string): Promise<Outcome<string, string>>
  /** Invites somebody with a role; the refusal's code when that fails. */
  invite(email: string, role: string): Promise<Outcome<string, string>>
  count(): Promise<number>
}

export interface PeopleNeeds {
  readonly usecases: UseCases
  readonly store: Store
  readonly audience: string
}

const operator = { id: nilUuid as UserId, email: 'operator@netlify.com' }

export function createPeople({ usecases, store, audience }: PeopleNeeds): People {
  const admin: Admin = { kind: 'operator', actor: operator, audience }
  const command = { admin, caller: atTerminal(audience) }
  const list = (filter: string | null, number = 1, size = 100) =>
    usecases.listUsers({ admin, filter, order: 'newest', page: { number, size } })

  const find = async (emailOrId: string): Promise<UserId | null> => {
    const found = await list(emailOrId)
    const users = found.granted ? found.value.users : []
    const wanted = emailOrId.toLowerCase()
    const byEmail = users.find(({ email }) => email.toLowerCase() === wanted)
    return byEmail?.id ?? (isUuid(wanted) ? (wanted as UserId) : null)
  }

  return {
    async create(person) {
      const made = await usecases.createUser({ ...command, ...changesOf(person) })
      if (!made.granted) return refused(made.reason.code)
      const { id, site } = made.value.user
      if (person.isSuperAdmin) {
        await store.transact(async (tx) => {
          const user = await tx.users.lock(site, id)
          if (user !== null) tx.users.update(user, { ...user, isSuperAdmin: true })
        })
      }
      return granted(id)
    },

    async remove(emailOrId) {
      const id = await find(emailOrId)
      if (id === null) return refused('user_not_found')
      const removed = await usecases.deleteUser({ admin, id })
      return removed.granted ? granted(id) : refused(removed.reason.code)
    },

    async invite(email, role) {
      const invited = await usecases.inviteUser({ ...command, email, data: null })
      if (!invited.granted) return refused(invited.reason.code)
      const { id } = invited.value.user
      const changes = { ...nothing, role }
      const changed = await usecases.changeUser({ ...command, ...changes, id })
      return changed.granted ? granted(id) : refused(changed.reason.code)
    },

    async count() {
      const page = await list(null, 1, 1)
      return page.granted ? page.value.total : 0
    },
  }
}

/** Empty strings and `null` change nothing. */
const nothing = {
  email: '',
  password: '',
  role: '',
  confirm: false,
  appMetadata: null,
  userMetadata: null,
} as const

function changesOf(person: NewPerson) {
  const { email, password, role, isConfirmed, roles, name } = person
  return {
    email,
    password,
    role,
    confirm: isConfirmed,
    appMetadata: roles.length === 0 ? null : { roles },
    userMetadata: name === '' ? null : { full_name: name },
  }
}

/** Nobody's request: the person at the terminal has no address and no limit. */
function atTerminal(audience: string): Caller {
  return {
    audience,
    client: { ip: '', prefix: '', userAgent: 'latchkey command line' },
    limitKey: null,
  }
}

/** The link of the newest message of a kind to an address, as soon as it lies in the inbox. */
export async function linkFor(
  inbox: NonNullable<UseCases['inbox']>,
  to: string,
  kind: string,
  signal: AbortSignal,
): Promise<string | null> {
  const message: InboxMessage | null = await inbox.wait({ to, kind }, signal)
  return message?.link ?? null
}

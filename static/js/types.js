/**
 * The shapes that cross module borders: the server's objects (docs: protocol.md), what a device keeps beside them,
 * and what travels. Only types; nothing here runs.
 *
 * @typedef {{id: string, username: string, display_name: string, avatar_url: string|null, status_text: string,
 *   is_admin: boolean, is_bot: boolean, created_at: string, updated_at?: string}} User
 * @typedef {{id: string, sender_id: string, preview: string, created_at: string}} LastMessage
 * @typedef {{id: string, kind: 'direct'|'group', title: string, description: string, encrypted: boolean,
 *   posting: 'everyone'|'moderators', silenced_until?: string|null, retention_days?: number|null, first_ordinal?: number,
 *   created_by: string, created_at: string, updated_at: string, last_seq: number,
 *   last_ordinal: number, last_receipt_seq: number, message_count: number, last_message: LastMessage|null,
 *   context_ids: string[], version: number, members?: Membership[], peer_id?: string|null,
 *   deleted_at?: string|null}} Conversation
 * @typedef {'owner'|'moderator'|'member'} Role
 * @typedef {{conversation_id: string, user_id: string, role: Role|null, joined_at: string|null, left_at: string|null,
 *   silenced_until?: string|null, banned_at?: string|null, sanction_reason?: string, delivered_ordinal: number, read_ordinal: number, receipt_seq: number, version: number,
 *   changed_by?: string|null}} Membership `changed_by`: who made it what it is, where this device has heard of that
 * @typedef {{id: string, conversation_id: string, ordinal: number|null, sender_id: string,
 *   role: 'user'|'assistant'|'system', content: string, thinking: string|null, meta: Object<string, any>|null,
 *   reply_to: string|null, attachments: Attachment[], context_ids: string[], encrypted_content: string|null,
 *   created_at: string, edited_at: string|null, deleted_at: string|null, version: number, changed_by?: string|null}} Message
 *   `changed_by`: who removed it as a moderator, where this device has heard of that
 * @typedef {{id: string, name: string, size: number, media_type: string, width: number|null, height: number|null,
 *   duration_ms: number|null, waveform: number[]|null, preview_url: string|null, url: string|null,
 *   created_at: string}} Attachment a file as messages carry it; without `url` while only this device has it
 * @typedef {{id: string, message_id: string, conversation_id: string, user_id: string, emoji: string,
 *   deleted_at: string|null, version: number}} Reaction
 * @typedef {{id: string, user_id: string, contact_id: string, nickname: string, created_at: string,
 *   deleted_at: string|null, version: number}} Contact
 * @typedef {'knowledge'|'document'|'chat'|'code'|'custom'} Category
 * @typedef {{id: string, owner_id: string, title: string, content: string, category: Category, tags: string[],
 *   is_favorite: boolean, usage_count: number, last_used_at: string|null, metadata: Object<string, any>|null,
 *   created_at: string, updated_at: string, deleted_at: string|null, version: number}} Context
 * @typedef {{conversation_id: string, archived: boolean, muted_until: string|null, notify: 'all'|'mentions'|'none',
 *   hidden_ordinal: number|null, version: number}} Settings
 * @typedef {{message_id: string, conversation_id: string, url: string, title: string, description: string,
 *   site_name: string, image_url: string|null, image_width: number|null, image_height: number|null,
 *   deleted_at: string|null, version: number}} LinkPreview the card of the page that a message links to
 * @typedef {{user_id: string, link_previews: boolean, version: number}} Preferences what one wants on all of one's devices
 * @typedef {{id: string, kind: 'reported'|'report_resolved'|'warned'|'removed'|'banned', conversation_id: string|null,
 *   title: string, content: string, reason: string, created_at: string, deleted_at?: string|null, version: number}} Notice
 *   something that one is told by moderators; `title` of the conversation, `content`: the message it is about
 * @typedef {{id: string, conversation_id: string, conversation_title: string, message_id: string, reporter_id: string,
 *   author_id: string, reason: 'spam'|'abuse'|'unsafe'|'other', comment: string, content: string, verified: boolean,
 *   file_names: string[], sent_at: string, created_at: string, resolution: string|null, resolved_by: string|null,
 *   resolved_at: string|null}} Report
 * @typedef {{id: string, name: string, kind: string, user_agent: string, created_at: string, last_seen_at: string,
 *   version?: number}} Device
 *
 * @typedef {{code: string, message: string}} Failure
 * @typedef {{state: 'sending'|'failed', written_at: string, error?: Failure, op?: string, content?: string}} Local
 *   What this device knows about a row that the server does not: on its way, or refused. `op` is what failed;
 *   `content` is the text of a refused edit.
 * @typedef {{local: Local|null, base?: any, era?: number}} Held
 *   `base`: the server's last copy while changes are pending (null: it has none). `era`: which history of the server
 *   the row's version belongs to; versions of different eras can't be compared.
 * @typedef {Message & Held & {uncounted_ordinal?: number}} StoredMessage
 *   `uncounted_ordinal`: its ordinal when it never counts as unread (own or deleted); absent otherwise, so that the
 *   index on it stays small.
 * @typedef {Conversation & Held} StoredConversation
 * @typedef {Membership & Held} StoredMembership
 * @typedef {Reaction & Held} StoredReaction
 * @typedef {Contact & Held} StoredContact
 * @typedef {Context & Held & {shown_by?: string[]}} StoredContext
 *   `shown_by`: through which conversations one sees it; absent on one's own
 * @typedef {User & Held} StoredUser
 * @typedef {Settings & Held} StoredSettings
 * @typedef {{conversation_id: string, content: string, replyTo: string|null, editing: string|null,
 *   updated_at: string, file_ids?: string[], context_ids?: string[], lost?: {name: string, told: boolean}}} Draft
 *   `lost`: one can't read its conversation any more, which was called so
 * @typedef {'staged'|'waiting'|'uploading'|'done'|'failed'} FileState
 * @typedef {{id: string, conversation_id: string, name: string, size: number, media_type: string, width: number|null,
 *   height: number|null, duration_ms: number|null, waveform: number[]|null, created_at: string, state: FileState,
 *   sent: number, begun: boolean, touched_at: number, again?: boolean, error?: Failure}} LocalFile
 *   A file that was chosen here and belongs to a draft (`staged`) or to a message that the server does not have yet.
 *   `sent`: bytes that have arrived; `begun`: the server may know of it; `touched_at`: ms, when it last changed hands;
 *   `again`: a server that was restored may have lost it
 * @typedef {{id: string, conversation_id: string, blob: Blob|{type: string, size: number, bytes: ArrayBuffer}, size: number, used_at: number}} HeldBlob
 *   the bytes of a file, or of its preview (db/kept-bytes.js); `used_at` in ms
 * @typedef {{conversation_id: string, from: number, to: number}} Range
 *   Ordinals of a conversation that are held without a hole, both ends included.
 *
 * @typedef {'message'|'conversation'|'membership'|'reaction'|'contact'|'user'|'settings'|'receipt'|'device'|'context'|
 *   'conversation_context'|'link_preview'|'preferences'|'notice'|'report'} Entity
 * @typedef {{op_id: string, entity: Entity, entity_id: string, op: 'create'|'update'|'delete'|'set',
 *   base_version: number|null, fields: Object<string, any>, client_time: string, resolution?: string,
 *   withdrawn?: boolean}} Op `withdrawn`: of a new message, only while it travels: its deletion follows
 * @typedef {Op & {position?: number, thing: string, needs: string[], conversation_id: string|null,
 *   state: 'waiting'|'sending'|'suspect'|'parked', sent: boolean, attempts: number, retry_at: number, written_at: string, before?: Object<string, any>|string,
 *   attachments?: Attachment[], error?: Failure}} OutboxEntry
 *   `thing`: the row it changes; `needs`: things that must exist first; `before`: what an edit started from, of a message its text;
 *   `attachments`: what a message shows of the files that it is sent with;
 *   `sent`: it left once and may have arrived; `attempts`: how often the server put it off; `suspect`: it failed alone,
 *   `parked`: it goes on failing while others pass.
 * @typedef {{op_id: string, status: 'applied'|'duplicate'|'conflict'|'rejected'|'retry', row?: any,
 *   error?: Failure & {details?: any}}} PushResult
 * @typedef {{id: string, entity: Entity, entity_id: string, conversation_id: string|null, thing: string, op: string,
 *   mine: Object<string, any>, theirs: any, before: Object<string, any>|string|null, written_at: string}} Conflict
 *   `mine`: the fields that were changed here; `before`: what they, or a message, said when they were
 *
 * @typedef {{thing: string, entity: Entity, entity_id: string, conversation_id: string|null, message_id?: string, row: any,
 *   order: number}} Offer what a restored server may have lost: the row as it was there last, and its place among its like
 *
 * @typedef {{seq: number, entity: Entity, entity_id: string, op: 'upsert'|'delete', row: any, actor_id?: string|null,
 *   device_id?: string|null}} Change
 * @typedef {{log: string, from: number, to: number, changes: Change[], head?: {last_ordinal: number,
 *   message_count: number}, snapshot?: boolean, more?: boolean}} LogEntry
 * @typedef {{epoch: string, server_time: string, more: boolean, logs: LogEntry[], gained: string[],
 *   lost: string[]}} PullAnswer
 *
 * @typedef {import('dexie').Table<any, any>} AnyTable
 * @typedef {import('dexie').Dexie & {
 *   messages: import('dexie').Table<StoredMessage, string>,
 *   conversations: import('dexie').Table<StoredConversation, string>,
 *   memberships: import('dexie').Table<StoredMembership, [string, string]>,
 *   reactions: import('dexie').Table<StoredReaction, string>,
 *   contacts: import('dexie').Table<StoredContact, string>,
 *   contexts: import('dexie').Table<StoredContext, string>,
 *   userProfiles: import('dexie').Table<StoredUser, string>,
 *   conversationSettings: import('dexie').Table<StoredSettings, string>,
 *   devices: import('dexie').Table<Device & Held, string>,
 *   linkPreviews: import('dexie').Table<LinkPreview & Held, string>,
 *   preferences: import('dexie').Table<Preferences & Held, string>,
 *   notices: import('dexie').Table<Notice & Held, string>,
 *   files: import('dexie').Table<LocalFile, string>,
 *   blobs: import('dexie').Table<HeldBlob, string>,
 *   previews: import('dexie').Table<HeldBlob, string>,
 *   drafts: import('dexie').Table<Draft, string>,
 *   outbox: import('dexie').Table<OutboxEntry, number>,
 *   conflicts: import('dexie').Table<Conflict, string>,
 *   offers: import('dexie').Table<Offer, string>,
 *   ranges: import('dexie').Table<Range, [string, number]>,
 *   meta: import('dexie').Table<{key: string, value: any}, string>}} QuChatDB
 * @typedef {{db: QuChatDB, userId: string, serverId: string, deviceId: string|null, now: () => number,
 *   wake: () => void, inMemory: boolean, refusal: () => Error|null}} Store
 *   `inMemory`: nothing of it stays when the page closes; `refusal`: why nothing may be written just now
 * @typedef {{userId: string, serverId: string, deviceId?: string|null}} Session
 * @typedef {'hybrid'|'cloud-only'|'local-only'} SyncMode how a device keeps things (sync/modes.js)
 *
 * @typedef {{state: 'ok'|'read_only'|'maintenance'|'stopping', reason: string|null, since: string|null}} Service
 *   what the server can do now; `reason`: of `read_only` a word for programs, of `maintenance` one for people
 * @typedef {{id: string, conversation_id: string, sender_id: string, role: 'user'|'assistant'|'system', content: string,
 *   thinking: string|null, meta: Object<string, any>|null, reply_to: string|null, encrypted_content: string|null,
 *   created_at: string, attached: number}} UnsavedMessage a message that only its sender's device keeps so far
 * @typedef {{online: boolean, syncing: boolean, pending: number, service: Service, serverRelease: string|null, otherRelease: boolean,
 *   lastError: {code: string, message: string, action: 'retry'|'sign-in'|'reload'|'free-space'|null}|null}} SyncStatus
 *   `otherRelease`: the server has another version of the client than this page
 * @typedef {{state: 'online'|'idle'|'offline', last_seen_at: string|null}} Presence
 */

export {};

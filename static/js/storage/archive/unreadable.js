/**
 * Why a file can't be taken in: no export at all, cut or changed on its way, made to do harm, by a newer QuChat, or
 * somebody else's. Nothing has been changed then.
 * @typedef {'other-file'|'damaged'|'hostile'|'newer'|'other-account'|'other-server'|'too-early'} Reason
 */
export class Unreadable extends Error {
  /** @param {Reason} reason @param {{whose?: string}} [details] */
  constructor(reason, { whose = '' } = {}) {
    super(`The file can’t be imported: ${reason}.`);
    this.name = 'Unreadable';
    this.reason = reason;
    this.whose = whose;
  }
}

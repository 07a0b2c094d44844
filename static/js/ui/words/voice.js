/** Words of voice messages: recording and listening. */

export const voice = {
  record: 'Record voice message',
  recording: 'Recording a voice message',
  asking: 'Waiting for the microphone…',
  cancel: 'Cancel recording',
  stop: 'Stop and listen',
  send: 'Send voice message',
  ready: 'Voice message ready to send',
  cancelled: 'Recording cancelled',
  remove: 'Remove voice message',
  play: 'Play voice message',
  pause: 'Pause',
  name: 'Voice message',
  playing: 'Voice message that is played',
  goTo: 'Go to the message',
  stopPlaying: 'Stop listening',
  download: 'Download voice message',
  position: 'Position in the voice message',
  /** @param {string} at @param {string} total */
  at: (at, total) => `${at} of ${total}`,
  /** @param {number} speed */
  speed: (speed) => `Speed: ${speed} times`,
  tooShort: 'That was too short to send. Click to record, or hold while you speak.',
  longest: 'A voice message is 15 minutes long at most.',
  kept: 'Your recording was kept. It is with your draft.',
  insecure: 'Browsers let only pages with https:// use the microphone. Ask whoever runs this QuChat.',
  unable: 'This browser can’t record sound.',
  refused:
    'The microphone is blocked for this page. Allow it in the browser’s settings for this site, by the address, and try again.',
  missing: 'No microphone was found. Connect one and try again.',
  busy: 'The microphone can’t be used just now. Another program may be using it.',
  lost: 'The microphone was disconnected. What was recorded is with your draft.',
  again: 'It is here now. Press play once more.',
  broken: 'This voice message can’t be played in this browser. You can download it.',
};

// The page's script: it blinds an account's number, writes it as a code, and reads the answer against the list.
// The number never leaves the page. All words stand in the page itself, so that one script serves every language.
import { ristretto255_oprf } from "@noble/curves/ed25519.js";

const voprf = ristretto255_oprf.voprf;

// -- what is carried: wire.py says how ---------------------------------------------------------------------------

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const QUESTION = { first: 0x11, length: 32 };
const ANSWER = { first: 0x12, length: 96 };
const lettersOf = (kind) => Math.ceil(((kind.length + 3) * 8) / 5);

function crc16(bytes) {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export function written(kind, message) {
  const body = Uint8Array.of(kind.first, ...message);
  const check = crc16(body);
  let bits = 0, held = 0, letters = "";
  for (const byte of [...body, check >> 8, check & 255]) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) letters += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  if (bits) letters += LETTERS[(held << (5 - bits)) & 31];
  const groups = letters.match(/.{1,4}/g);
  const lines = [];
  for (let at = 0; at < groups.length; at += 7) lines.push(groups.slice(at, at + 7).join("-"));
  return lines.join("\n");
}

// The message in a text that may hold more than it; "typo" or "length" where there is none.
export function read(kind, text) {
  const plain = text.slice(0, 100000).normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|=\r?\n/g, "");
  const groups = (plain.match(/[0-9A-Za-z]+/g) || []).map((group) => group.toUpperCase());
  const wanted = lettersOf(kind);
  let whole = false;
  for (let begin = 0; begin < groups.length; begin++) {
    let together = "";
    for (let at = begin; at < groups.length && together.length < wanted; at++) together += groups[at];
    if (together.length !== wanted) continue;
    whole = true;
    const message = checked(kind, together);
    if (message) return message;
  }
  throw new Problem(whole ? "typo" : "length");
}

function checked(kind, letters) {
  const bytes = new Uint8Array(kind.length + 3);
  let bits = 0, held = 0, at = 0;
  for (const letter of letters.replace(/O/g, "0").replace(/[IL]/g, "1")) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      if (at < bytes.length) bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  const check = (bytes[bytes.length - 2] << 8) | bytes[bytes.length - 1];
  const body = bytes.slice(0, -2);
  return held || body[0] !== kind.first || crc16(body) !== check ? null : body.slice(1);
}

class Problem extends Error {}

// -- the account's number -----------------------------------------------------------------------------------------

export function nsidOf(text) {
  let plain = text.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, "").trim();
  try {
    plain = decodeURIComponent(plain);
  } catch {
    // a stray percent sign: taken as it stands
  }
  const inside = plain.match(/^(?:https?:\/\/)?(?:www\.|m\.|secure\.)?flickr\.com\/(?:photos|people)\/([^/?#]+)/i);
  const own = (inside ? inside[1] : plain).replace(/\s/g, "");
  const found = own.match(/^([0-9]{5,11})@n([0-9]{2})$/i);
  if (found) return `${found[1]}@N${found[2]}`;
  throw new Problem(inside ? "name-not-number" : "no-number");
}

// -- the question and the answer ----------------------------------------------------------------------------------

const bytesOf = (text) => new TextEncoder().encode(text);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));

// Blind an account's number with these random bytes; without them, with new ones.
export function blinded(nsid, random) {
  let drawn = random;
  const made = voprf.blind(bytesOf(nsid), (length) => (drawn ||= crypto.getRandomValues(new Uint8Array(length))));
  return { nsid, random: drawn, blind: made.blind, element: made.blinded };
}

// The tag that one answer a key gives; throws "proof" where an answer is not this key's to this question.
export function tagOf(question, answers, keys) {
  const used = new Set();
  const outputs = keys.map((key) => {
    for (const [at, answer] of answers.entries()) {
      try {
        const output = voprf.finalize(bytesOf(question.nsid), question.blind, answer.slice(0, 32), question.element, key, answer.slice(32));
        used.add(at);
        return output;
      } catch {
        // not this key's
      }
    }
    throw new Problem("proof");
  });
  return outputs.reduce((left, right) => left.map((byte, at) => byte ^ right[at])).slice(0, 8);
}

// The band that holds the tag: 0, 1 or 2; -1 where none does.
export function bandOf(tag, file) {
  const view = new DataView(file);
  if (file.byteLength < 24 || view.getUint32(0) !== 0x57465441 || view.getUint32(4) !== 0x47530108) throw new Problem("list");
  const sizes = [8, 12, 16].map((at) => view.getUint32(at, true));
  if (file.byteLength !== 24 + 8 * (sizes[0] + sizes[1] + sizes[2])) throw new Problem("list");
  const wanted = new DataView(tag.buffer, tag.byteOffset, 8).getBigUint64(0);
  let start = 24, found = -1;
  sizes.forEach((size, band) => {
    let low = 0, high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (view.getBigUint64(start + 8 * middle) < wanted) low = middle + 1;
      else high = middle;
    }
    if (low < size && view.getBigUint64(start + 8 * low) === wanted) found = band;
    start += 8 * size;
  });
  return found;
}

// -- the page -----------------------------------------------------------------------------------------------------

const STORED = "look-up";

function began(page) {
  const at = (role) => page.querySelector(`[data-role="${role}"]`);
  const data = page.dataset;
  const keys = data.keys.split(" ").map(unhex);
  const urls = data.ask ? data.ask.split(" ") : [];
  let question = null;
  let chosen = null;

  const show = (role, visible) => (at(role).hidden = !visible);
  const say = (name) => {
    for (const message of page.querySelectorAll("[data-message]")) message.hidden = message.dataset.message !== name;
    const told = name && page.querySelector(`[data-message="${name}"]`);
    if (told) told.focus();
  };
  const trying = (work) => async (event) => {
    event.preventDefault();
    say("");
    const button = event.submitter || event.currentTarget;
    button.disabled = true;
    try {
      await work(event);
    } catch (problem) {
      say(problem instanceof Problem ? problem.message : "failed");
    } finally {
      button.disabled = false;
    }
  };
  const storage = (work) => {
    try {
      return work(window.localStorage);
    } catch {
      return null; // a browser may refuse: then nothing is kept
    }
  };

  let whole = null;

  // The list, or the part of it that the tag chooses: the same request whatever the answer will be.
  async function list(tag) {
    if (chosen) return chosen;
    const bits = Number(data.bits);
    const part = bits && (((tag[0] << 8) | tag[1]) >> (16 - bits)).toString(16).padStart(3, "0");
    const fetched = bits ? loaded(`list/${part}.bin`) : (whole ||= loaded("list.bin", data.integrity));
    try {
      return await fetched;
    } catch {
      whole = null;
      show("choose", true);
      throw new Problem("list");
    }
  }

  async function loaded(place, integrity) {
    const answer = await fetch(place, integrity ? { integrity } : {});
    if (!answer.ok) throw new Problem("list");
    return answer.arrayBuffer();
  }

  async function told(answers) {
    const tag = tagOf(question, answers, keys);
    const band = bandOf(tag, await list(tag));
    storage((kept) => kept.removeItem(STORED));
    for (const sized of page.querySelectorAll("[data-band]")) sized.hidden = Number(sized.dataset.band) !== band;
    say(band < 0 ? "no" : "yes");
  }

  async function asked(url) {
    const body = Uint8Array.of(QUESTION.first, ...question.element);
    let answer;
    try {
      answer = await fetch(url, { method: "POST", body, headers: { "content-type": "application/octet-stream" }, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    } catch {
      throw new Problem("server");
    }
    if (answer.status === 429) throw new Problem("cap");
    if (answer.status === 410) throw new Problem("closed");
    if (!answer.ok) throw new Problem("server");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length !== 97 || bytes[0] !== ANSWER.first) throw new Problem("server");
    return bytes.slice(1);
  }

  at("ask-form").addEventListener("submit", trying(async (event) => {
    const nsid = nsidOf(at("number").value);
    const kept = storage((all) => all.getItem(STORED));
    if (event.submitter && event.submitter.dataset.role === "ask-server") {
      question = blinded(nsid);
      if (data.bits === "0") await list();
      await told(await Promise.all(urls.map(asked)));
      return;
    }
    question = blinded(nsid, kept ? unhex(kept) : undefined);
    at("code").textContent = written(QUESTION, question.element);
    const mail = at("mail");
    if (mail) mail.href = `mailto:${data.contact}?subject=${encodeURIComponent(data.subject)}&body=${encodeURIComponent(at("code").textContent)}`;
    show("code-block", true);
    show("answer-block", true);
    if (at("keep").checked) storage((all) => all.setItem(STORED, hex(question.random)));
    at("code").focus();
  }));

  at("keep").addEventListener("change", () => {
    if (!at("keep").checked) storage((all) => all.removeItem(STORED));
    else if (question) storage((all) => all.setItem(STORED, hex(question.random)));
  });

  at("copy").addEventListener("click", trying(async () => {
    await navigator.clipboard.writeText(at("code").textContent);
    say("copied");
  }));

  at("answer-form").addEventListener("submit", trying(async () => {
    const kept = storage((all) => all.getItem(STORED));
    const nsid = nsidOf(at("number").value);
    if (!question || question.nsid !== nsid) {
      if (!kept) throw new Problem(question ? "other-number" : "no-question"); // the tick may have been taken away meanwhile
      question = blinded(nsid, unhex(kept));
    }
    const fields = [...page.querySelectorAll('[data-role="answer"]')];
    await told(fields.map((field) => read(ANSWER, field.value)));
  }));

  at("list-file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    chosen = file ? await file.arrayBuffer() : null;
  });

  const kept = storage((all) => all.getItem(STORED));
  if (kept) {
    at("keep").checked = true;
    show("kept", true);
    show("answer-block", true);
  }
  show("app", true);
}

if (typeof document !== "undefined") {
  const page = document.querySelector("main[data-keys]");
  if (page) began(page);
}

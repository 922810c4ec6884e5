import { dashed } from "../../model/uuid.ts";

/** Of a GUID, of 32 bits each. */
const WORDS = 4;

/** So many at first, and twice as many whenever these are full. */
const FIRST = 1024;

/** Of GUIDs: sixty million. It is only reserved, and takes no memory before it is used. */
const MOST_BYTES = 2 ** 30;

/**
 * Gives identifiers numbers, from 0 up, and keeps of a GUID, as both systems write theirs, its sixteen bytes. In a Map of texts
 * each takes more than a hundred: a full read has two for each deal, and holds them until it ends.
 */
export class Numbered {
  readonly #bytes = new ArrayBuffer(FIRST * WORDS * Int32Array.BYTES_PER_ELEMENT, {
    maxByteLength: MOST_BYTES,
  });
  /** Those of each GUID, by its number. */
  readonly #words = new Int32Array(this.#bytes);
  /** One more than the number of a GUID, in the first place that was free from the one that its words ask for. */
  #places = new Int32Array(2 * FIRST);
  /** What is no GUID, or one with capitals. */
  readonly #others = new Map<string, number>();
  #size = 0;

  /** How many there are: their numbers are lower than this. */
  get size(): number {
    return this.#size;
  }

  /** `undefined` of an identifier that has none. */
  find(id: string): number | undefined {
    const words = wordsOf(id);
    if (!words) return this.#others.get(id);
    const place = this.#places[this.#placeOf(words)] ?? 0;
    return place === 0 ? undefined : place - 1;
  }

  /** That of before, or a new one. */
  numberOf(id: string): number {
    const known = this.find(id);
    if (known !== undefined) return known;
    const number = this.#size;
    this.#size += 1;
    const words = wordsOf(id);
    if (words) this.#put(words, number);
    else this.#others.set(id, number);
    return number;
  }

  idOf(number: number): string {
    for (const [id, other] of this.#others) if (other === number) return id;
    const words = [...this.#words.subarray(number * WORDS, (number + 1) * WORDS)];
    return dashed(words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(""));
  }

  #put(words: Words, number: number): void {
    if ((number + 1) * WORDS > this.#words.length) this.#double();
    this.#words.set(words, number * WORDS);
    this.#places[this.#placeOf(words)] = number + 1;
  }

  /** Where these words are, or would be. At most half of the places are taken, so that one is found soon. */
  #placeOf(words: Words): number {
    const last = this.#places.length - 1;
    let place = mixed(words) & last;
    while (!this.#isAt(place, words)) place = (place + 1) & last;
    return place;
  }

  #isAt(place: number, words: Words): boolean {
    const at = ((this.#places[place] ?? 0) - 1) * WORDS;
    return at < 0 || words.every((word, index) => word === this.#words[at + index]);
  }

  #double(): void {
    this.#bytes.resize(2 * this.#bytes.byteLength);
    const taken = this.#places.filter((place) => place > 0);
    this.#places = new Int32Array(2 * this.#places.length);
    for (const place of taken) {
      const words = this.#words.subarray((place - 1) * WORDS, place * WORDS);
      this.#places[this.#placeOf(words)] = place;
    }
  }
}

type Words = Int32Array;

/** Written over by the next call: a new one for each identifier would be most of what it takes to look one up. */
const scratch = new Int32Array(WORDS);

/** `null` of a text that is no GUID in small letters. */
function wordsOf(id: string): Words | null {
  if (id.length !== 36) return null;
  let digits = 0;
  for (let at = 0; at < 36; at += 1) {
    const code = id.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 0x2d) return null;
    } else {
      const digit = digitOf(code);
      if (digit < 0) return null;
      const word = digits >> 3;
      scratch[word] = ((scratch[word] ?? 0) << 4) | digit;
      digits += 1;
    }
  }
  return scratch;
}

/** Less than 0 where the character is none of `0` to `9` and `a` to `f`. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/** Identifiers that are counted up differ in one word only, and in its upper part. */
function mixed(words: Words): number {
  let all = 0;
  for (const word of words) {
    all = Math.imul(all ^ word, 0x9e3779b1);
    all ^= all >>> 15;
  }
  return all;
}

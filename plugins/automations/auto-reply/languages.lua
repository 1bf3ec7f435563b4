-- Guesses the language of a text among those that there is an answer in. A wrong guess is worse
-- than none: where two languages fit alike, it answers nil.
local usher = require "usher"

local languages = {}

-- Words that hardly a message of the language lacks, and that its neighbours do not have.
local WORDS = {
  de = { "ich", "und", "nicht", "das", "ist", "bitte", "mit", "für", "eine", "haben", "wir" },
  en = { "the", "and", "is", "my", "not", "please", "with", "have", "you", "for", "this" },
  es = { "el", "los", "por", "gracias", "hola", "una", "mi", "pero", "está", "favor", "puedo" },
  fr = { "le", "les", "je", "est", "vous", "bonjour", "merci", "pas", "une", "pour", "mon" },
  id = { "saya", "yang", "tidak", "dan", "bisa", "mohon", "dengan", "untuk", "ini", "apakah" },
  it = { "il", "che", "non", "grazie", "buongiorno", "sono", "una", "per", "mio", "della" },
  nl = { "ik", "het", "een", "niet", "graag", "mijn", "van", "dat", "geen", "wij", "hebben" },
  pl = { "nie", "jest", "się", "proszę", "dzień", "dobry", "mam", "czy", "moje", "dziękuję" },
  pt = { "não", "obrigado", "obrigada", "olá", "uma", "você", "meu", "minha", "está", "por" },
  tr = { "bir", "ve", "için", "merhaba", "değil", "lütfen", "teşekkürler", "benim", "çok", "bu" },
}

-- Scripts that stand for their languages, by the range of their letters. Japanese mixes kana with
-- the letters of Chinese, which has none of its own.
local KANA = { first = 0x3040, last = 0x30FF, languages = { "ja" } }
local HAN = { first = 0x4E00, last = 0x9FFF, languages = { "zh", "ja" } }
local SCRIPTS = {
  { first = 0x0370, last = 0x03FF, languages = { "el" } },
  { first = 0x0400, last = 0x04FF, languages = { "ru", "uk", "bg" } },
  { first = 0x0590, last = 0x05FF, languages = { "he" } },
  { first = 0x0600, last = 0x06FF, languages = { "fa", "ar" } },
  { first = 0x0900, last = 0x097F, languages = { "hi" } },
  { first = 0x0E00, last = 0x0E7F, languages = { "th" } },
  KANA,
  HAN,
  { first = 0xAC00, last = 0xD7AF, languages = { "ko" } },
}

-- Letters that Persian has and Arabic has not.
local PERSIAN = { 0x067E, 0x0686, 0x0698, 0x06AF, 0x06CC, 0x06A9 }

local LONGEST = 4000

local function count_letters(text)
  local counts, seen = { latin = 0 }, {}
  for character in text:gmatch(utf8.charpattern) do
    local code = utf8.len(character) and utf8.codepoint(character) or 0
    seen[code] = true
    if character:find("^%a") or (code >= 0xC0 and code <= 0x24F) then
      counts.latin = counts.latin + 1
    end
    for _, script in ipairs(SCRIPTS) do
      if code >= script.first and code <= script.last then
        counts[script] = (counts[script] or 0) + 1
      end
    end
  end
  return counts, seen
end

local function by_script(script, seen, candidates)
  local wanted = script.languages[1]
  if wanted == "fa" then
    local is_persian = false
    for _, letter in ipairs(PERSIAN) do is_persian = is_persian or seen[letter] == true end
    wanted = is_persian and "fa" or "ar"
    return candidates[wanted] and wanted or nil
  end
  for _, language in ipairs(script.languages) do
    if candidates[language] then return language end
  end
  return nil
end

local function by_words(text, candidates)
  local best, most, is_tied = nil, 1, false
  for language, words in pairs(WORDS) do
    if candidates[language] then
      local hits = 0
      for _, word in ipairs(words) do
        if usher.text.has_word(text, word) then hits = hits + 1 end
      end
      if hits > most then
        best, most, is_tied = language, hits, false
      elseif hits == most and best then
        is_tied = true
      end
    end
  end
  return not is_tied and best or nil
end

---The key of `candidates` that `text` is written in; nil where none fits well.
function languages.guess(text, candidates)
  text = text:sub(1, LONGEST)
  local counts, seen = count_letters(text)
  local script, most = nil, counts.latin
  for _, each in ipairs(SCRIPTS) do
    if (counts[each] or 0) > most then script, most = each, counts[each] end
  end
  if script == HAN and counts[KANA] then script = KANA end
  if script then return by_script(script, seen, candidates) end
  return by_words(text, candidates)
end

return languages

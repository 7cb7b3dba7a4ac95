// Made by scripts/make_clips.mjs.

/** One keyframe of flat known colours. */
export interface Clip {
  /** What a browser that decodes it may claim. */
  capability: string;
  matrix: "bt601" | "bt709";
  fullRange: boolean;
  /** Base64 of the bitstream. */
  data: string;
}

/** Size of every clip, and of the square of each colour in it. */
export const CLIP_GRID = { columns: 10, rows: 6, patch: 64 } as const;

/** The clips. */
export const CLIPS: readonly Clip[] = [
  {
    capability: "webcodecs/h264-annexb",
    matrix: "bt601",
    fullRange: false,
    data:
      "AAAAAWdCwB+mEQKAxpqAhoMgAAADACAAAAZB4wZCMAAAAAFoyEIBfLIAAAFliIIdf//h6KAAKvPk5OTiMUAAWeI4AAjcxwABVsk5OTiMUAAWRI" +
      "4AAjcxwABVsk5OTiOOAGOAAP3MnJycRigACyJHAAEbmOAAKtknJycRigACzxHAAEbmOAAKtknJycRigACAnHADHAAH7mTk5OIxQABZEjgACNzH" +
      "AAFWyTk5OIxQABZ4jgACNzHAAFWyTk5Pw//wRGFAAFlXxwAB8ajgACSTJPJydddddPXXXT11109dddPXXXT11109dddPXXXT11109dddddddPX" +
      "XXT11109dddPXXXT11109dddPXXXT11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109ddc2KAAMb0cAATho4AApDWtrazuKAALPE" +
      "cAATho4AApDWtrazqKAAICccAMcAAfubW1tZ3FAAFniOAAJw0cAAUhrW1tZ3FAAFniOAAJw0cAAUhrW1tZ1FAAEEWOAGOAAP3Nra2s7igACzxH" +
      "AAE4aOAAKQ1ra2s7igACzxHAAE4aOAAKQ1ra2vEP/6BEYUAAWJ/HAAHxqOAAJJNo9razuKAALPEcAATho4AApDWtra111109dddPXXXT11109d" +
      "ddPXXXT11109dddPXXXT111111109dddPXXXT11109dddPXXXT11109dddPXXXT111111109dddPXXXT11109dddPXXXT11109dddPXXXT111z" +
      "YoAAxvRwABOGjgACkNa2trOooAAgJxwAxwAB+5tbW1ncUAAWeI4AAnDRwABSGtbW1ncUAAWeI4AAnDRwABSGtbW1nUUAAQE44AY4AA/c2trazu" +
      "KAALIkcAATho4AApDWtrazuKAALPEcAATho4AApDWtra8Q//oPRQABlR9ra2tKKAAKPFra2tKKAAJVVra2tddddPXXXT11109dddPXXXT11109" +
      "dddddddddddddddddddPXXXT11109dddPXXXT11109dddddddddddddddddddPXXXT11109dddPXXXT11109ddddddddddddddc2KAAIiUcAAX" +
      "OY4AAyc2tra2ooAApVWtra0ooAAoiWtra0ooAAk8Wtra2ooAApVWtra8Q//oEUUAAYEfHAAFlKOAAIXNra2sQooAArvxwABBTjgACTba2trO4o" +
      "AAwiRwABWhjgACgPa2trEOKAAJ1ccAAQ7I4AAk2WtrazOKAAOokcAAQbI4AbW1ta66666666666666666666euuunrrrp6666euuunrrrrrrrr" +
      "rrrrrrrrrrrrrrrp6666euuunrrrp6666euuuuuuuuuuuuuuuuuuuuuuunrrrp6666euuunrrrp6665sUAATq44AAupRwABa4tbW1mcUAAQE44" +
      "AAoQxwABYGtbW1ncUAAQEo4AAh2xwABdttbW1ncUAAcRY4AArPRwABChtbW1iFjgACCnHAAElO1tbWdRQABhEjgADdDHAAEKG1tbWZxQABJ4jg" +
      "ACrbHAAFh61tbWZRQABd4jgACCnHAAEm21tbWZxQABJ4jgACrbHAAFh61tbWdxQABASjgACNDHAAFNO1tbWuuuunrrrp6666euuunrrrp6666e" +
      "uuunrrrp6666euuuuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuuuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuubFAAHxKO" +
      "AAMkMcAAeObW1tZlFAAFXmOAALXEcAAWnrW1tZnFAAEniOAAKtscAAWBrW1tZnFAAEniOAAKtscAAWBrW1tZlFAAEniOAAIKccAASU7W1tZlFA" +
      "AF3iOAAIKccAASbbW1tZlFAAGnmOAAINscAASbbW1tYhRQABFEjgACCnHAAElO1tbWZRQABV5jgAC1xHAAFp61tbWZRQABd4jgACDbHAAEm21t" +
      "bWuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuuuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuuuuuunrrrp6666euuunrrrp" +
      "6666euuunrrrp6666euuvA",
  },
  {
    capability: "webcodecs/h264-annexb",
    matrix: "bt709",
    fullRange: false,
    data:
      "AAAAAWdCwB+mEQKAxpqAhoCgAAADACAAAAZB4wZCMAAAAAFoyEIBfLIAAAFliIIdf//h6KAAKvPk5OTiMUAAUeI4AAiQxwABVsk5OTiMUAAUqo" +
      "4AAiQxwABVsk5OTiJhQABRwjgACLDHAAHqWSeTk4jFAAFHiOAAIkMcAAVbJOTk4jFAAFHiOAAIkMcAAVbJOTk4iYUAAUcI4AAiwxwAB6lknk5O" +
      "IxQABR4jgACJDHAAFWyTk5OIxQABR4jgACJDHAAFWyTk5Pw//wRGFAAFtXxwAB8ajgACJjJPJydddddPXXXT11109dddPXXXT11109dddPXXXT" +
      "11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109ddc2KAALCUcAAUHo4AA" +
      "p2WtrazqKAAKPEcAARB44AAq2WtraxZIoAAs8QOAAIOgAUAAQeAgAIAAgwAACBsAAP84A6bwABAIfdg84AAgFC1g84AAgFC1gk9gACAQfTAFgx" +
      "gAQCvuG0IoACAVXsM8VYAEAo3/FS5IgCwIdrGtrazqKAAKPEcAARIY4AAq2WtrazqKAAKPEcAARIY4AAq2WtrazowoAAo4RwABFhjgAD1LaPa2" +
      "s6igACjxHAAESGOAAKtlra2s6igACjxHAAESGOAAKtlra2vEP/6BEYUAAWsfHAAHxqOAAImNo9razqKAAKPEcAARIY4AAq2Wtra111109dddPX" +
      "XXT11109dddPXXXT11109dddPXXXT111111109dddPXXXT11109dddPXXXT11109dddPXXXT111111109dddPXXXT11109dddPXXXT11109ddd" +
      "PXXXT111zYoAAsJRwABQejgACnZa2trOjCgACjhHAAEWGOAAPUto9razqKAAKVUcAARIY4AAq2WtrazqKAAKPEcAARIY4AAq2WtrazowoAAomR" +
      "wABFhjgAD1LaPa2s6igAClVHAAESGOAAKtlra2s6igACjxHAAESGOAAKtlra2vEP/6D0UAAZa/a2traigAClVa2traigAClVa2trXXXXT11109" +
      "dddPXXXT11109dddPXXXXXXXXXXXXXXXXXXXT11109dddPXXXT11109dddPXXXXXXXXXXXXXXXXXXXT11109dddPXXXT11109dddPXXXXXXXXX" +
      "XXXXXXNigAC1VHAAGG2OAANA9ra2tqKAAKVVra2tqKAAKVVra2tqKAAKVVra2tKKAAJ71ra2vEP/6BFFAAGJ/xwABZSjgACBza2trEKKAAKosc" +
      "AAQoY4AAlD2trazuKAANokcAAWOY4AApD2trazOKAAJokcAAROI4AAlPWtrazOKAAOiUcAAQbI4AbW1ta66666666666666666666euuunrrrp" +
      "6666euuunrrrrrrrrrrrrrrrrrrrrrrrp6666euuunrrrp6666euuuuuuuuuuuuuuuuuuuuuuunrrrp6666euuunrrrp6665sUAAYRY4AAwcRw" +
      "ABeGtbW1mcUAARq44AAnDxwABXStbW1mcUAARRY4AAjpxwABe5tbW14h//YIooAApv+OAAKz0cAAQObW1tYhRQABB4jgACFDHAAEm21tbWdRQA" +
      "BtEjgADfbHAAEYe1tbWZxQABFEjgACmnHAAFdK1tbWZRQABR4jgACFDHAAEoe1tbWZxQABESjgACmnHAAFdK1tbWIcUAARRY4AAkcxwABUhtbW" +
      "1rrrrp6666euuunrrrp6666euuunrrrp6666euuunrrrrrrrp6666euuunrrrp6666euuunrrrp6666euuunrrrrrrrp6666euuunrrrp6666e" +
      "uuunrrrp6666euuunrrr4//8EUUAAVqvHAAGu2OAAPqdra2s2KAAKb8MAAQHgAOAAL6UMAATUwABMqAAECC1tbWZxQABESjgACmnHAAFdK1tbW" +
      "ZxQABESjgAClzHAAFdK1tbWZRQABESjgACFzHAAEoe1tbWZRQABREjgACFDHAAEoe1tbWZRQABgTjgACFzHAAEm21tbWIUUAATEo4AAhQxwABK" +
      "HtbW1mxQABSrhgACBEAAIAoAAvtQwABNZAAEzYAAQDLW1tZlFAAFESOAAIXMcAASbbW1ta6666euuunrrrp6666euuunrrrp6666euuunrrrp6" +
      "6666666euuunrrrp6666euuunrrrp6666euuunrrrp66666666euuunrrrp6666euuunrrrp6666euuunrrrp6668A==",
  },
  {
    capability: "webcodecs/h264-annexb",
    matrix: "bt709",
    fullRange: true,
    data:
      "AAAAAWdCwB+mEQKAxpuAhoCgAAADACAAAAZB4wZCMAAAAAFoyEIBfLIAAAFliIIdf//h6KAALIvk5OTiMUAAVRI4AAipxwABY4k5OTiMUAAVRI" +
      "4AAicxwABYek5OTiIgUAAUno4AAiwxwAB4RkiZOTiMUAAVRI4AAipxwABY4k5OTiMUAAVRI4AAipxwABYek5OTiIgUAAUXo4AAimxwAB4RkiZO" +
      "TiMUAAVeI4AAipxwABY4k5OTiMUAAVRI4AAicxwABY4k5OT8P/8EQgUAAW//HAAHoaOAAInMkTJydddddPXXXT11109dddPXXXT11109dddPXX" +
      "XT11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109ddc2KAALiUcAAUuI4" +
      "AArPWtrazqKAAKokcAAROY4AAscWtrazoQKAAKT0cAARYY4AA8S2hNrazqKAAKokcAARU44AAscWtrazqKAAKokcAARU44AAscWtrazoQKAAKP" +
      "0cAARTY4AA8S2hNrazqKAAKokcAARU44AAscWtrazqKAAKokcAAROY4AAscWtra8Q//oEQgUAAW3/HAAHnKOAAInNoTa2s6igACrxHAAETmOAA" +
      "LHFra2tddddPXXXT11109dddPXXXT11109dddPXXXT11109dddddddPXXXT11109dddPXXXT11109dddPXXXT11109dddddddPXXXT11109ddd" +
      "PXXXT11109dddPXXXT11109ddc2KAALokcAAUuI4AArPWtrazoQKAAKP0cAARYY4AA8S2hNrazqKAAKokcAAROY4AAscWtrazqKAAKokcAARU4" +
      "4AAscWtrazoQKAAKP0cAARYY4AA8I2hNrazqKAAKokcAAROY4AAscWtrazqKAAKokcAARU44AAsPWtra8Q//oPRQABsF9ra2tqKAAKvFra2tqK" +
      "AAKvFra2tddddPXXXT11109dddPXXXT11109dddddddddddddddddddPXXXT11109dddPXXXT11109dddddddddddddddddddPXXXT11109ddd" +
      "PXXXT11109ddddddddddddddc2KAAL1UcAAZoY4AA222tra2ooAAq8Wtra2ooAAq8Wtra2ooAAq8Wtra0ooAAo8Wtra8Q//oEUUAAaBfHAAF1K" +
      "OAAIKdra2sQooAAsJxwABDTjgACWna2trO4oAA6JRwABchjgACpza2trM4oAAnvRwABFsjgACYNa2trM4oAA+iRwABCGjgBtbW1rrrrrrrrrrr" +
      "rrrrrrrrrp6666euuunrrrp6666euuuuuuuuuuuuuuuuuuuuuuunrrrp6666euuunrrrp666666666666666666666666euuunrrrp6666euuu" +
      "nrrrmxQABmrjgADLZHAAGIa1tbWZxQABITjgACgPHAAFp61tbWZxQABF5jgACQPHAAGNO1tbXiH/9giigACtX44AAtDRwABA5tbW1iFFAAEHiO" +
      "AAIaccAAS7bW1tZ1FAAHUSOAAO0McAARobW1tZnFAAEUSOAAKw8cAAWnrW1tZlFAAFRKOAAIXMcAAS7bW1tZnFAAEUSOAAKtscAAWnrW1tYhxQ" +
      "ABF5jgACVDHAAFdO1tbWuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuuuuuunrrrp6666euuunrrrp6666euuunrrrp6666euuuuuuu" +
      "nrrrp6666euuunrrrp6666euuunrrrp6666euuvj//wRGFAAFLrxwABtJjgAD+raPa2szigACtXHAAGeyOAALdtra2szigACKJHAAFYeOAALT1" +
      "ra2szigACKJHAAFYeOAALT1ra2syigACLxHAAENOOAAJdtra2syigAColHAAELmOAAJadra2syigADLzHAAENOOAAJdtra2sQooAAm8RwABDTj" +
      "gACWna2trNigACtXDAAECQAAQBQABjyhgACeiAAJ1gAAgcWtrazKKAAKb0cAAQuY4AAl22tra111109dddPXXXT11109dddPXXXT11109dddPX" +
      "XXT111111109dddPXXXT11109dddPXXXT11109dddPXXXT111111109dddPXXXT11109dddPXXXT11109dddPXXXT1114=",
  },
  {
    capability: "webcodecs/h264-annexb-high",
    matrix: "bt709",
    fullRange: false,
    data:
      "AAAAAWdkAB+sTCIFAY01AQ0BQAAAAwBAAAAMg8YMhGAAAAABaOhDAXyyLAAAAWWIgh1//vfUt8yy7gcitguo96KWzkBoSkIf1wOkgZidF2Toq6" +
      "3YtkA5zxllP346SKvtEPvJZu9tpsYoJNDISAjWpiM5wHDIWPp9GnL81BIQAUqJCdkJlVmoK96qFaHc/bzNG3DMCeLxw6pOJGcz2+k7xpdnLVBN" +
      "9jY+/ASNG2StjmnunEbc0nfjY/qbNG/3kqqIyP7w8W6Ue+FYSJumKOxS15b1D9pX/G3mvGY4dBPWJJXw/uXY9pe4+rk7sGMA0JzZZc6kO3K9eI" +
      "IxciaDplIxdUkafDy9NCbpsp86WRjlln8BnISuvkdPnOnaIXwa+hh3Qd6tomlPR48q1zAShWhVMhtcBlgx2PSLZLEJ0fsnvHlleymJBEHmJGNz" +
      "nOc5z/xR/DMGpg0p0S6ZTxxKkMqoyjhkcmw4hGYf51M2sl47tKwIfC90VhFYHzGZUu4BBC1k0Uq53IUZfIKZREqHk2CC7whcdC6Z86T1UuEP5d" +
      "dIsmAHg0+9kvDERkH1yovLoAt6v4y+NXNWtW744guH0XQxXjmT1N5AQhMd2mHAy7uQVwHv0RB5eA69Xa7Y/FjjMJLzoW4MrBKfT7BE2oLa6d0h" +
      "D8BsFDs/rzxoTNNYKNqWr9kw8Evq5c5fZ6gQ8oFPaI1kOATlqTirrW757Y+2W8jA9FHH1/tDRrnrm4Ikgj7Ug6Iu0X2/rQFxiUgvs809JGNVOt" +
      "Y95hrild6BwT47LxwFzkJwigYTGn65dywnkUg629ZH6dIHqOWWpQ2JbfhnrB9aTrzttPWFhNt2XFrQZEOh5GVlBK0zRc09tBLgSXtznOc50Fjt" +
      "raz1iijTKFEutc6W8LFU0V83LW+S2p9V5EeCibFRl3A8lM5CNuq/LydZuInwBjtydV92zgYj4WhTEVyvWkTgdz+SdV2s6Jj8dPBUfz8U3sdg02" +
      "fUkqVSkp1VVDUwZkyP3HWcKZ6CYDdtiZyt9jOfiFVvEsfENILfvWAY/mz+9WPkAv6oZYnAmmEB4Q==",
  },
  {
    capability: "webcodecs/h264-annexb-444",
    matrix: "bt709",
    fullRange: false,
    data:
      "AAAAAWf0AB+RiYRAoDGmoCGgKAAAAwAIAAADAZB4wZCMAAAAAWjoQwF8RIRAAAABZYiCHX/+98D/Apu87k/+bX//pp/+MP9z9RWcV78CmCTx+B" +
      "TZVsGt/nPyHcseUSvhgT/e4DVgWa7S9ehU7RD0kvsUWMb+pBCoG7PchH/FqIY1dPvp6P48cGI/51S/PgtcOY92I1mr+igc/rouOLK36HbwWA7p" +
      "HrfrpmMvHJynnVCMwkXzG9Ocvu6u334LitTpt9D/kD7Z7DtOV87V5S27FVD3AAADAAADAACL9cAAAUOECnVs9ZkBDAqVhznrkY1rmUZeolq1gP" +
      "4mnICu4tLe0n/3U5K9vUc54l0oEhVPp1bzeW2EcozsbAeeUHaRD6T7Q+rjFImXOl2hUrv1CKN7d+nuk0f7YBmebMT5ecL+0l1LFMFfuka7LFQM" +
      "Vaq2olozGUkAAAMABdQB5AmZIZZd5XKjjm4r8EaSOQXkHdjq2K7mrmw/0eh4AkWsX+r7h8mSwk+8pQYUjT/og/xDztFQLJ9TCbkH2MB/8m1uNj" +
      "xx9BTmIkwc76kHWEP5e2RZMCSPhukoAAADAAADAAU4NtT9oUg10vJyaW8QmO0/6Mi4pRm1/GMMIP7roIo2WRAwgHTrTnKzV9NpVE3NHOyFt5Nw" +
      "7bP2La8DrPVCpgG6HmvGLs9bkTIbfYAkijdt2ejmeAAAAwAAAwAAEU2SkPPYCGet9JtUJC1G2iPDTjLKPHO9Vsjuo8PlWmrPv+OhRSUMiL1eaZ" +
      "qDmwkzdXJfchjA3A/uF5ETW6mfo1ANBwQ3c8Gqfb1mYbvHIz8Bh4rs3DU0mIossqIX0G1g/VUdmmaGQAAAAwAAAwABGV3rim+12xluU4F7pciK" +
      "E6W2sO0rdYR7zyZjUlS2mXyCGBs6EZOsEayBavlwxJGCAPIZtE27mSLGF7qHPg37Oimv26f8kyLfeN7WHK7oIaGbKNc8Is4kQT6IS5tsfLoUMQ" +
      "yLkxRnAAADAAADAAADATc=",
  },
  {
    capability: "webcodecs/vp9",
    matrix: "bt709",
    fullRange: false,
    data:
      "gkmDQkAn8Bf2ADgkHBgCEAC4YgzA+j9juKR2j/jsqR0H7FcUjv36gAAAAADnZMv/vTtIW+Skd9QO/gGyWKYTAQnQYga9538NSy8hs+6e3NetTi" +
      "WGpQ50/e1LnR6pwUZJAn/1AorjzDXAmh4TI9/dTd5oEwl7mH/VxzP71z/oYa/E8fOj1TgoKRoeEyPf3PxhUhCfYZkHMUvrEGmCOJFRGpXkRX6k" +
      "dsx78cHMz4Bqx9JO3n6WCwC2GkzNDV2L38vkWokemsVPpwZypx8ebAGb/oPCQK/78vCnsRycQdK95F9+N6iarH/3+9Oihiov7Mdkl/vWyWK2rY" +
      "Dj6QVkYb//kX/4qUYzBgcMt8+/F8txKd3//tAAZL4zdslPnDuk4b+vLce1pPukIueKSE6H/ia2JZKaDbH/ifdo39muPRbxIqs72UQM1c+XZWcH" +
      "Lg95TTF+OpVbe/F9ov3/2a7+XQ5cRywesrA9nwdPT6UD8ThME8seTe87dJXrN60/ssGZJ0HE1IE+qTVhycCXX79blP4dCagFvPUAv+ikMog8H6" +
      "Eve4D9uJeoBqHs8kw5PwcJu19Wi4gw2ydHnlRObQUrBZyKvTGf/oEMtxFlaasaZtul6nsFWcXyS1DxT7c++Yuhd0LdNLy+DPr1G6N3PzVxGYf3" +
      "X88BpE9vHFd9/Qx3fJ07DazkZlsA",
  },
  {
    capability: "webcodecs/vp9-444",
    matrix: "bt709",
    fullRange: false,
    data:
      "okmDQkAE/gL+wAcEg4MAQgAOYfY6+keAfR19I8B/YAAAAAEDZA3/3p2h2O9LoZtg/ibTDK6mFEN5/4m0wyuv4e/7Wj90kANAdIa/7MZw0rEi/E" +
      "8+GUfkU3f+/d/qBP0/mmeE44I8S4PG39SNITwP4Aa5h/xw/sL9Ed7JhDaF/ZCfiefDKPyKbqrLqTu7T6kaEjZtZ+E0v/Vm6SYTtP/x8SIMR2jE" +
      "vJn+pGg6z/X78lX2a8F0IIjVKbkcoOFku1GEXGNqmb/FLy6M8qbExJA1oeioBHDsOmWb3IL/rQNA0QPy8MnWUc2f4aDZJAmPQyTX3v/0bGdJWe" +
      "il0Mz6pDZ7+cGo1klmY311ihmGSR4oZ/FSgJ20On3Amctc16yp3wkGdkjnc8HYAGQINOz9J/+w3hhD+v6nOu/dJADJBSP7Iz/rwBrSosrSrt/4" +
      "m0wy9b+zW/9GqQZcGxZRB5zE/snv3483YNpdf6s5IXg5ZZk++zauJLV/Zrv7J3xNdDJxM8pVzD/jjovXYvxPPhlH5FN4C/B2+ODyy/oDL/2WDF" +
      "cfhiaj5KiTJlFtUav9+ty//7xl0yWaA5YGiybEAU7MF+hL777wCfxCiMNXHs9+T2dHP+aZY33DHDXZti9nPKngIH0e3Q6qnc5sRz/4ZfJ5TenU" +
      "yRd1noJ3htzmA880uAv+C9/5eAHieh05NXdzAA4Zujr9ac+qC97h61xXUc8BsqWKcnv5mfNRpWrp2Ld9EWvNqAA=",
  },
  {
    capability: "webcodecs/av1",
    matrix: "bt709",
    fullRange: false,
    data:
      "EgAKDgAAAAzE/382vmQECAQQMowEEACEAAAAgAAAAADrxxE7W1x1dHvluRplpwD/D6fLhV56vzudfAXEVFoKOAFDsk7M8n0M3rs45HLEfbBmVA" +
      "IebRL51EEPEtoxhSBlQKqwR+mZelH7juDATt2SgsWwZklQAuSHhzz96vILshZPcuekYFy9VFDBoBtrUpsQB86cNPBU65VwMAr4iEgagift09KK" +
      "6rFY3XR3ctCIRD+G+bQgvZLZxtJpSiKB2C5l5O2b9miyJGfwNKnrdjtox2OnrmM8ciGanW/4eN9loZoDj2DxuDbTU//ZfgL4SuTooJIsCs3Aal" +
      "1XbZeumWYAWYSBSq9fQUV5VRJp5raPxvisf6XGZOUhdhstOcCqOBC2uaTwvYPnegFdNMBGPfwnw9EodfmPxsCvwzIhVFiyldyoHWC4Di5CdtcR" +
      "WPLGTCNs8Gqj5DxfgrQANBzzIv2ZONwDWLLQHH3AX8WBKTZuTMHcuAYq2Wsy61tAHQtef1gqVvXMX89QVnX/5hN7O40gEZwICSdO5Iiy5ZKHTT" +
      "0AHRTsPfPbD2X5Ow1oJlEh8FbpA9gmMTzyVJ5NrhjvPr5LuLbp9UTzoU2Rfp7R+Wh/XhayPXBur6yNV5aYgqRlZdmHDg7P7xwKj8AM1Xg52Vwa" +
      "4SeuhytI355HD2MD2ieV86ahVlCHZPBdIKe/bUbAdOwJJ8/2WcIS0C1qtdTGaalKxtg=",
  },
];
